import type { ProblemShape } from './shape.ts'

/** Failures that gateway answers with, beside the common ones. */
export const gatewayProblems = {
  PATH_INVALID: {
    status: 400,
    title: 'The path is not in its canonical form',
    fix: 'Send one leading slash for each segment, no dot segments, and no escaped slashes, backslashes, dots or controls.',
  },
  REQUEST_MALFORMED: {
    status: 400,
    title: 'The request is not well-formed HTTP',
    fix: 'Send one host, one content-length or chunked encoding but not both, and each credential once.',
  },
  UPGRADE_REFUSED: {
    status: 400,
    title: 'Connections are not upgraded here',
    fix: 'Send the request without `upgrade`; updates come by `GET /chat/v1/sync`.',
  },
  METHOD_REFUSED: {
    status: 405,
    title: 'This method is not served',
    fix: 'Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS as the API reference says.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'The request took too long to arrive',
    fix: 'Send it again over a connection that does not stall.',
  },
  EXPECTATION_REFUSED: {
    status: 417,
    title: 'This expectation cannot be met',
    fix: 'Send `expect: 100-continue`, or no `expect` at all.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'The request line and headers are too large',
    fix: 'Send less than 16 KiB of them.',
  },
  UPSTREAM_UNREACHABLE: {
    status: 502,
    title: 'The service behind the gateway cannot be reached',
    fix: 'Try again in a few seconds; the operator sees which one with `bartab status`.',
  },
  UPSTREAM_BROKEN: {
    status: 502,
    title: 'The service behind the gateway broke off its answer',
    fix: 'Try again; a write with the same `txn_id` is not done twice.',
  },
  CONNECTIONS_LIMITED: {
    status: 429,
    title: 'Too many connections from this address',
    fix: 'Close some, or reuse them: one connection serves any number of requests.',
  },
  UPSTREAM_AWAY: {
    status: 503,
    title: 'The service behind the gateway does not answer at the moment',
    fix: 'Wait as many seconds as `retry-after` says; the operator sees which one with `bartab status`.',
  },
  HAND_OVER_CROWDED: {
    status: 503,
    title: 'Too many requests wait while the service is being replaced',
    fix: 'Wait as many seconds as `retry-after` says and send it again.',
  },
  REPLICA_NOT_READY: {
    status: 409,
    title: 'The new place of the service is not ready',
    fix: 'Look at what `detail` says of it; requests still go where they went.',
  },
  UPSTREAM_TIMEOUT: {
    status: 504,
    title: 'The service behind the gateway took too long',
    fix: 'Try again; a write with the same `txn_id` is not done twice.',
  },
} as const satisfies Record<string, ProblemShape>
