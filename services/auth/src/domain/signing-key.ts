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
}

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
  add(key: SigningKey): void
  activate(kid: string, now: number): void
  startRetiring(kid: string, now: number): void
  /** Also wipes the private half. */
  retire(kid: string, now: number, revoked: boolean): void
}
