/** One login on one device. It lives until it is ended, is left idle too long, or reaches its absolute age. */
export interface Session {
  sessionId: string
  userId: string
  clientId: string
  deviceName: string | null
  /** Space separated; null: whatever the user's role allows. */
  grantedScope: string | null
  amr: string[]
  authTs: number
  createdTs: number
  expiresTs: number
  lastUsedTs: number
  lastAddress: string | null
  /** SHA-256 of the only refresh token that is good now. */
  refreshHash: Buffer
  refreshGeneration: number
  refreshRotatedTs: number
  endedTs: number | null
}

export type EndReason =
  | 'logout'
  | 'removed'
  | 'password-changed'
  | 'refresh-reused'
  | 'account-disabled'
  | 'account-recovered'
  | 'client-removed'
  | 'code-reused'
  | 'revoked'

export interface Rotation {
  refreshHash: Buffer
  refreshGeneration: number
  now: number
  address: string
}

export interface Sessions {
  get(sessionId: string): Session | undefined
  add(session: Session): void
  /** Sessions of the user that have neither ended nor lapsed, the last used first. */
  liveOf(userId: string, now: number): Session[]
  /** Live sessions that were last given a token in that time. */
  liveUsedBetween(from: number, to: number, now: number): Session[]
  /** Live sessions that a client holds. */
  liveOfClient(clientId: string, now: number): Session[]
  rotate(sessionId: string, rotation: Rotation): void
  /** The holder has proved anew who they are. */
  renewProof(sessionId: string, now: number, amr: string[]): void
  rename(sessionId: string, deviceName: string): void
  end(sessionId: string, now: number, reason: EndReason): void
  /** Forgets sessions that ended or lapsed before `before`. */
  prune(before: number): void
  /** Forgets every session of the user, also those that ended. */
  removeOf(userId: string): void
}

const day = 86_400_000

/** Milliseconds without a refresh after which a session lapses: 30 days. */
export const idleLifetimeMs = 30 * day

/** Milliseconds after its login at which a session lapses however busy it is: 180 days. */
export const absoluteLifetimeMs = 180 * day

export function isLive(session: Session, now: number): boolean {
  return session.endedTs === null && now < session.expiresTs && now < session.lastUsedTs + idleLifetimeMs
}
