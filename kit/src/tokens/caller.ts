import type { Scope } from '@bartab/sdk/schemas'

/** Who sent a request, as its verified access token says. Times are milliseconds since the epoch. */
export interface Caller {
  readonly userId: string
  /** One session is one device. */
  readonly sessionId: string
  readonly tokenId: string
  readonly clientId: string
  /** The signing key that vouches for all of this. */
  readonly keyId: string
  readonly scopes: ReadonlySet<Scope>
  readonly roles: readonly string[]
  /** How the person proved who they are, such as `pwd` or `otp`. */
  readonly methods: readonly string[]
  /** When the person last proved who they are. */
  readonly authTime?: number
  readonly issuedAt: number
  readonly expiresAt: number
  /** The token itself, for a call to another service on the caller's behalf. Never logged. */
  readonly token: string
}
