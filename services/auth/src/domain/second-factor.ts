import type { AuthStore } from './auth-store.ts'

/**
 * A way to prove oneself beside the password. Whatever comes later, such as passkeys, is a further one in
 * `AuthDeps.secondFactors`: logins, step-up, their limits and the pages know no more than this.
 */
export interface SecondFactor {
  /** As in `methods` of the problem MFA_REQUIRED. */
  readonly method: string
  isSetUp(userId: string): boolean
  /** Whether the code is right; a right one is spent. */
  accept(userId: string, code: string): boolean | Promise<boolean>
}

/** A shared secret for codes that follow the clock (RFC 6238), sealed. */
export interface Totp {
  userId: string
  sealedSecret: Buffer
  createdTs: number
  /** Null until its first code has shown that the other side has the secret. */
  confirmedTs: number | null
  /** The time step of the last code that was taken. */
  lastStep: number
}

export interface Totps {
  get(userId: string): Totp | undefined
  /** Replaces one that is not confirmed. */
  put(userId: string, sealedSecret: Buffer, now: number): void
  confirm(userId: string, now: number): void
  /** Remembers the step, unless it changed meanwhile. */
  spend(userId: string, before: number, step: number): boolean
  remove(userId: string): void
}

export interface BackupCodes {
  left(userId: string): number
  /** Replaces all codes of the user. */
  replace(userId: string, hashes: Buffer[]): void
  /** False when there is no such code, or it was used. */
  spend(userId: string, hash: Buffer, now: number): boolean
}

/** A login whose password was right, and which waits for the second factor. */
export interface Challenge {
  tokenHash: Buffer
  userId: string
  deviceName: string | null
  attempts: number
  expiresTs: number
}

export interface Challenges {
  get(tokenHash: Buffer): Challenge | undefined
  add(challenge: Challenge): void
  countAttempt(tokenHash: Buffer): void
  /** False when somebody else was faster. */
  finish(tokenHash: Buffer): boolean
  removeOf(userId: string): void
  prune(now: number): void
}

export interface SecondFactorDeps {
  secondFactors: readonly SecondFactor[]
}

export function methodsOf({ secondFactors }: SecondFactorDeps, userId: string): string[] {
  return secondFactors.filter((factor) => factor.isSetUp(userId)).map(({ method }) => method)
}

/** Whether the code is right for a method that the user has set up. */
export async function acceptCode(
  { secondFactors }: SecondFactorDeps,
  userId: string,
  method: string,
  code: string,
): Promise<boolean> {
  const factor = secondFactors.find((each) => each.method === method)
  return factor?.isSetUp(userId) === true && (await factor.accept(userId, code))
}

/** Forgets what an older password has begun: logins that wait for their second factor, pages, codes, recovery links. */
export function forgetBegun({ challenges, authorizations, recoveries }: AuthStore, userId: string): void {
  challenges.removeOf(userId)
  authorizations.removeOf(userId)
  recoveries.removeOf(userId)
}

/** Forgets every second factor of the user, and logins that wait for one. */
export function removeSecondFactors({ totps, backupCodes, challenges }: AuthStore, userId: string): void {
  totps.remove(userId)
  backupCodes.replace(userId, [])
  challenges.removeOf(userId)
}
