import type { TokenVerifier, TurningSecret } from '@bartab/kit'
import type { AuthStore } from './domain/auth-store.ts'
import type { ChatRooms } from './domain/chat-rooms.ts'
import type { KeyRing } from './domain/key-ring.ts'
import type { PasswordHasher } from './domain/password-hasher.ts'
import type { PepperBox } from './domain/pepper-rotation.ts'
import type { SecondFactor } from './domain/second-factor.ts'

/** What the routes and the rules need of the outside. */
export interface AuthDeps {
  /** The public URL of the server; goes into every token and every link. */
  issuer: string
  /** How long an access token lives, milliseconds. */
  tokenLifetimeMs: number
  clock: () => number
  ulid: () => string
  randomBytes: (size: number) => Buffer
  store: AuthStore
  passwords: PasswordHasher
  pepper: PepperBox
  /** What a login may ask for beside the password, in the order in which it is offered. */
  secondFactors: readonly SecondFactor[]
  factorKey: Buffer
  keyRing: KeyRing
  /** Signs access tokens: the key ring. */
  signer: KeyRing
  verifier: TokenVerifier
  refreshChainKey: Buffer
  /** The secret of the client `operator`. */
  operatorSecret: TurningSecret
  /** SHA-256 of the one-time owner token; undefined once there is an owner. */
  ownerTokenHash: () => Buffer | undefined
  /** Forgets the owner token for good. */
  spendOwnerToken: () => Promise<void>
  announceRevocation: () => void
  chat: ChatRooms
  /** Somebody has rooms to join, or to leave. */
  announceChatWork: () => void
}
