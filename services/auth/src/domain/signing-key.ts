import type { KeyState } from '@bartab/sdk/schemas'

/** A key that signs access tokens. Its private half is encrypted, and is wiped when the key retires. */
export interface SigningKey {
  kid: string
  state: KeyState
  publicJwk: PublicJwk
  privateJwe: string | null
  createdTs: number
  activatedTs: number | null
  retiringTs: number | null
  retiredTs: number | null
  revokedTs: number | null
  /** The longest life, in milliseconds, that a token signed by it may have. */
  longestTokenMs: number
}

export type NewSigningKey = Omit<SigningKey, 'longestTokenMs'>

export interface PublicJwk {
  kty: string
  crv: string
  x: string
}

export interface SigningKeys {
  get(kid: string): SigningKey | undefined
  /** The newest first. */
  all(): SigningKey[]
  active(): SigningKey | undefined
  /** The longest life of any token that may be alive; ten minutes where there is no key. */
  longestTokenMs(): number
  /** Tokens of the key that signs now live so long: it is remembered where it is longer than before. */
  noteTokenLifetime(lifetimeMs: number): void
  add(key: NewSigningKey): void
  /** From now on it signs tokens that live so long. */
  activate(kid: string, now: number, tokenLifetimeMs: number): void
  startRetiring(kid: string, now: number): void
  /** Also wipes the private half. */
  retire(kid: string, now: number, revoked: boolean): void
}
