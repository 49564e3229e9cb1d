import { Problem } from '@bartab/sdk/problems'
import type { TotpEnrolment } from '@bartab/sdk/schemas'
import { Secret, TOTP } from 'otpauth'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { newBackupCodes } from './backup-codes.ts'
import { admitSecondFactor } from './call-limits.ts'
import { seal, unseal } from './sealed-text.ts'
import { removeSecondFactors, type SecondFactor, type Totp } from './second-factor.ts'
import type { User } from './user.ts'

export interface TotpDeps {
  issuer: string
  clock: () => number
  randomBytes: (size: number) => Buffer
  store: AuthStore
  /** Seals the shared secrets, and goes into the hashes of backup codes. */
  factorKey: Buffer
}

const periodMs = 30_000
const secretBytes = 20

/** Codes of six digits that change every half minute; one before and one after are taken too, each code once. */
export function totpFactor(deps: Pick<TotpDeps, 'clock' | 'store' | 'factorKey'>): SecondFactor {
  return {
    method: 'totp',
    isSetUp: (userId) => typeof deps.store.totps.get(userId)?.confirmedTs === 'number',
    accept: (userId, code) => acceptTotp(deps, userId, code),
  }
}

/** Begins with a new shared secret. It counts once a first code of it was sent to `confirmTotp`. */
export function beginTotp(deps: TotpDeps, user: User): TotpEnrolment {
  requireNoTotp(deps, user.userId)
  const secret = new Secret({ buffer: toArrayBuffer(deps.randomBytes(secretBytes)) })
  const sealed = seal(deps.factorKey, secret.base32, context(user.userId), deps.randomBytes)
  deps.store.totps.put(user.userId, sealed, deps.clock())
  return { secret: secret.base32, uri: totpOf(secret, new URL(deps.issuer).host, user.username).toString() }
}

/** Turns the second factor on, and gives the first backup codes. */
export function confirmTotp(deps: TotpDeps, actor: Actor, code: string): string[] {
  deps.store.transact(() => admitSecondFactor(deps, actor.userId, actor.address))
  requireNoTotp(deps, actor.userId)
  if (!deps.store.totps.get(actor.userId)) throw new Problem('MFA_NOT_SET_UP')
  return deps.store.transact(() => {
    if (!acceptTotp(deps, actor.userId, code)) throw new Problem('MFA_CODE_WRONG')
    deps.store.totps.confirm(actor.userId, deps.clock())
    record(deps, actor, { action: 'mfa.enable', target: actor.userId })
    return newBackupCodes(deps, actor.userId)
  })
}

/** Turns the second factor off, with its backup codes. */
export function removeTotp(deps: TotpDeps, actor: Actor): void {
  deps.store.transact(() => {
    if (!deps.store.totps.get(actor.userId)) throw new Problem('MFA_NOT_SET_UP')
    removeSecondFactors(deps.store, actor.userId)
    record(deps, actor, { action: 'mfa.disable', target: actor.userId })
  })
}

function requireNoTotp({ store }: Pick<TotpDeps, 'store'>, userId: string): void {
  if (store.totps.get(userId)?.confirmedTs != null) throw new Problem('MFA_ALREADY_SET_UP')
}

function acceptTotp(deps: Pick<TotpDeps, 'clock' | 'store' | 'factorKey'>, userId: string, code: string): boolean {
  const known = deps.store.totps.get(userId)
  const step = known && stepOf(known, unseal(deps.factorKey, known.sealedSecret, context(userId)), code, deps.clock())
  return known !== undefined && step !== undefined && deps.store.totps.spend(userId, known.lastStep, step)
}

/** The time step whose code this is, when no code of it or of a later step was taken before. */
function stepOf({ lastStep }: Totp, base32: string, code: string, now: number): number | undefined {
  const token = code.replace(/[\s-]/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = totpOf(Secret.fromBase32(base32)).validate({ token, timestamp: now, window: 1 })
  if (delta === null) return undefined
  const current = Math.floor(now / periodMs)
  // a clock that was set back must not lock anybody out until it has caught up
  const spentUpTo = lastStep > current + 1 ? 0 : lastStep
  return current + delta > spentUpTo ? current + delta : undefined
}

function totpOf(secret: Secret, issuer = '', label = ''): TOTP {
  return new TOTP({ issuer, label, secret, algorithm: 'SHA1', digits: 6, period: periodMs / 1000 })
}

const context = (userId: string) => `totp ${userId}`

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
