import { createHmac } from 'node:crypto'
import { matchesHash, newSecret } from './secret-text.ts'

/**
 * A refresh token names its session and its place in the session's chain: `brt_SESSION.GENERATION.SECRET`.
 *
 * The first secret of a chain is random; each next one is an HMAC of the one before under a key of the server. So the
 * server, which stores no more than a hash of the newest token, can give two tabs that refresh at the same moment the
 * same successor, and can tell any earlier token of the chain from an invented one, however old it is.
 * Nobody without that key can compute a successor, and nobody with the database and the key can compute a token.
 */
export interface RefreshToken {
  sessionId: string
  generation: number
  secret: string
}

/** How the presented token stands to the newest one, whose successor or self is `next`. */
export type RefreshStanding =
  | { kind: 'current'; next: RefreshToken }
  | { kind: 'previous'; next: RefreshToken }
  | { kind: 'older' }
  | { kind: 'unknown' }

export interface ChainHead {
  refreshHash: Buffer
  refreshGeneration: number
}

/** How far back a token is recognised: four months of a refresh every ten minutes, some 30 ms of work. */
const maxSteps = 17_280

const form = /^brt_([0-9A-HJKMNP-TV-Z]{26})\.(0|[1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/

export function firstRefreshToken(sessionId: string, randomBytes: (size: number) => Buffer): RefreshToken {
  return { sessionId, generation: 0, secret: newSecret(randomBytes) }
}

export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, sessionId, generation, secret] = form.exec(text) ?? []
  if (sessionId === undefined || secret === undefined) return undefined
  return { sessionId, generation: Number(generation), secret }
}

export function refreshTokenText({ sessionId, generation, secret }: RefreshToken): string {
  return `brt_${sessionId}.${generation}.${secret}`
}

export function successorOf(token: RefreshToken, chainKey: Buffer): RefreshToken {
  const secret = createHmac('sha256', chainKey).update(`${token.sessionId}.${token.generation}.${token.secret}`)
  return { ...token, generation: token.generation + 1, secret: secret.digest('base64url') }
}

export function standingOf(presented: RefreshToken, head: ChainHead, chainKey: Buffer): RefreshStanding {
  const steps = head.refreshGeneration - presented.generation
  if (steps < 0 || steps > maxSteps) return { kind: 'unknown' }
  let token = presented
  for (let step = 0; step < steps; step++) token = successorOf(token, chainKey)
  if (!matchesHash(refreshTokenText(token), head.refreshHash)) return { kind: 'unknown' }
  if (steps === 0) return { kind: 'current', next: successorOf(token, chainKey) }
  return steps === 1 ? { kind: 'previous', next: token } : { kind: 'older' }
}
