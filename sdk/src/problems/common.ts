import type { ProblemShape } from './shape.ts'

/** Failures that any part of the server may answer with. */
export const commonProblems = {
  BODY_INVALID: {
    status: 400,
    title: 'The request does not have the expected form',
    fix: 'Correct the fields named in `detail` and send it again.',
  },
  QUERY_INVALID: {
    status: 400,
    title: 'The query does not have the expected form',
    fix: 'Correct the parameters named in `detail`.',
  },
  PARAMETER_INVALID: {
    status: 400,
    title: 'A part of the path does not have the expected form',
    fix: 'Send ids of the form that the API reference gives for this call.',
  },
  HEADER_INVALID: {
    status: 400,
    title: 'A header does not have the expected form',
    fix: 'Correct the headers named in `detail`.',
  },
  BODY_NOT_JSON: {
    status: 400,
    title: 'The body is not valid JSON',
    fix: 'Send UTF-8 JSON with `content-type: application/json`.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    fix: 'Send less; the limits are in /.well-known/bartab.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'This content type is not accepted here',
    fix: 'Send `content-type: application/json`, or what the API reference names for this call.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    title: 'No such call',
    fix: 'Check the method and the path against the API reference.',
  },
  TOKEN_MISSING: {
    status: 401,
    title: 'This call needs an access token',
    fix: 'Log in and send `authorization: Bearer TOKEN`.',
  },
  TOKEN_INVALID: {
    status: 401,
    title: 'The access token is not valid',
    fix: 'Refresh the session, or log in again.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    title: 'The access token has expired',
    fix: 'Refresh the session, or log in again.',
  },
  TOKEN_REVOKED: {
    status: 401,
    title: 'The access token was withdrawn',
    fix: 'Refresh the session once; where that is refused as well, log in again.',
  },
  SCOPE_MISSING: {
    status: 403,
    title: 'The access token does not allow this',
    fix: 'Use an account or a bot that has the scope named in `detail`.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    fix: 'Wait as many seconds as `retry-after` says.',
  },
  KEYS_UNAVAILABLE: {
    status: 503,
    title: 'Tokens cannot be checked at the moment',
    fix: 'Try again in a few seconds; the operator sees the reason with `bartab status`.',
  },
  DRAINING: {
    status: 503,
    title: 'The server is being replaced',
    fix: 'Try again at once; another instance is taking over.',
  },
  STORAGE_FULL: {
    status: 507,
    title: 'The server has no room left',
    fix: 'Ask the operator to free space; reading goes on working.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on the server',
    fix: 'Try again; if it stays, give the operator the `request_id`.',
  },
} as const satisfies Record<string, ProblemShape>
