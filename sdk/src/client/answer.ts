import { Problem } from '../problems/index.ts'
import type { ProblemDocument } from '../schemas/common.ts'

/** The JSON of a good answer; throws the Problem of any other. */
export async function readJson<T>(response: Response): Promise<T> {
  await refuseFailure(response)
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch (cause) {
    throw new Problem('ANSWER_INVALID', { detail: `${response.status} without JSON`, cause })
  }
}

/** Throws the Problem that a failed answer carries; a good answer is left unread. */
export async function refuseFailure(response: Response): Promise<void> {
  if (!response.ok) throw await problemOf(response)
}

async function problemOf(response: Response): Promise<Problem> {
  const headers = Object.fromEntries(response.headers)
  const body = await response.json().catch(() => undefined)
  if (isProblemDocument(body)) return Problem.fromDocument(body, { headers })
  if (isOAuthError(body)) return problemOfOAuth(body, response.status, headers)
  return new Problem('ANSWER_INVALID', { ...shapeOfStatus(response), headers })
}

function isProblemDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}

interface OAuthError {
  error: string
  error_description?: string
}

function isOAuthError(body: unknown): body is OAuthError {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
}

/** Errors after which asking again is of no use, and what is of use. */
const fixes: Record<string, string> = {
  invalid_grant: 'Log in again.',
  invalid_client: 'Use credentials that are still good; an administrator can make new ones.',
}

/** The paths under oauth2/ answer in RFC 6749's form; its `error` is kept in `members`. */
function problemOfOAuth(body: OAuthError, status: number, headers: Record<string, string>): Problem {
  const code = codeOfOAuth(body, status)
  const detail = body.error_description ?? body.error
  const { title, fix } = new Problem(code)
  const ended = { title: 'Access was not granted', fix: fixes[body.error] ?? 'Log in again.' }
  const shape = { status, ...(status < 500 && status !== 429 ? ended : { title, fix }) }
  return new Problem(code, { detail, members: { ...body }, headers, shape })
}

/** Whoever is in trouble or asks to wait has said nothing about the token. */
function codeOfOAuth({ error }: OAuthError, status: number) {
  if (status >= 500) return 'INTERNAL'
  if (status === 429) return 'RATE_LIMITED'
  return error in fixes ? 'SESSION_ENDED' : 'TOKEN_INVALID'
}

function shapeOfStatus(response: Response) {
  const { title, fix } = new Problem('ANSWER_INVALID')
  return { detail: `${response.status} ${response.statusText}`.trim(), shape: { status: response.status, title, fix } }
}
