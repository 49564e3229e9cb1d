import { Problem } from '@bartab/sdk/problems'
import type { CreatedRecovery, CreateRecoveryBody, RecoverBody } from '@bartab/sdk/schemas'
import { type AccountDeps, requireUser } from './account.ts'
import { type Actor, record } from './audit-trail.ts'
import { admitRecovery } from './call-limits.ts'
import { operatorId } from './client.ts'
import { endSessionsOf } from './end-session.ts'
import { requireGoodPassword } from './password-policy.ts'
import { revoke } from './revocation.ts'
import { forgetBegun, removeSecondFactors } from './second-factor.ts'
import { newSecret, secretHash } from './secret-text.ts'
import type { User } from './user.ts'

/** A one-time link with which somebody who has lost their password sets a new one. Each user has one at most. */
export interface Recovery {
  tokenHash: Buffer
  userId: string
  resetSecondFactor: boolean
  createdBy: string
  createdTs: number
  expiresTs: number
}

export interface Recoveries {
  get(tokenHash: Buffer): Recovery | undefined
  /** Takes the place of the user's link before. */
  put(recovery: Recovery): void
  removeOf(userId: string): void
  prune(now: number): void
}

export interface RecoveryDeps extends AccountDeps {
  randomBytes: (size: number) => Buffer
}

const dayS = 86_400

/** Makes the link. It is shown here and never again; the one before, if any, is worthless from now on. */
export function createRecovery(
  deps: RecoveryDeps,
  actor: Actor,
  scopes: ReadonlySet<string>,
  userId: string,
  input: CreateRecoveryBody,
): CreatedRecovery {
  const user = requireRecoverable(deps, actor, scopes, userId)
  const token = newSecret(deps.randomBytes, 'brc_')
  const recovery: Recovery = {
    tokenHash: secretHash(token),
    userId: user.userId,
    resetSecondFactor: input.reset_second_factor ?? false,
    createdBy: actor.userId,
    createdTs: deps.clock(),
    expiresTs: deps.clock() + (input.expires_in_s ?? dayS) * 1000,
  }
  deps.store.transact(() => {
    deps.store.recoveries.put(recovery)
    const detail = { reset_second_factor: recovery.resetSecondFactor }
    record(deps, actor, { action: 'user.recovery', target: userId, detail })
  })
  return { token, url: `${deps.issuer}/auth/v1/login/recover?token=${token}`, expires_ts: recovery.expiresTs }
}

// whoever sets somebody's password can become them: only for those who may do no more than oneself
function requireRecoverable(deps: RecoveryDeps, actor: Actor, scopes: ReadonlySet<string>, userId: string): User {
  const user = requireUser(deps, userId)
  if (user.role === 'bot') throw new Problem('USER_NOT_FOUND', { detail: 'a bot has no password' })
  if (user.role === 'owner' && actor.userId !== operatorId) throw new Problem('OWNER_PROTECTED')
  const beyond = (deps.store.roles.get(user.role)?.scopes ?? []).filter((scope) => !scopes.has(scope))
  if (beyond.length > 0) throw new Problem('ROLE_BEYOND_YOURS', { detail: `you lack ${beyond.join(', ')}` })
  return user
}

/** Sets a new password for whoever has the link, and ends all their sessions. */
export async function recover(deps: RecoveryDeps, address: string, input: RecoverBody): Promise<void> {
  deps.store.transact(() => admitRecovery(deps, address))
  const tokenHash = secretHash(input.token)
  const user = requireUser(deps, requireRecovery(deps, tokenHash).userId)
  const passwordHash = await deps.passwords.hash(requireGoodPassword(input.new_password, user.username))
  deps.store.transact(() => {
    const { userId, resetSecondFactor } = requireRecovery(deps, tokenHash)
    forgetBegun(deps.store, userId)
    deps.store.users.change(userId, { passwordHash })
    if (resetSecondFactor) removeSecondFactors(deps.store, userId)
    endSessionsOf(deps, userId, 'account-recovered')
    revoke(deps, 'sub', userId)
    record(deps, { userId, address }, { action: 'user.recovered', target: userId })
  })
}

/** The link that the token belongs to. @throws {Problem} RECOVERY_INVALID */
export function requireRecovery(deps: Pick<RecoveryDeps, 'store' | 'clock'>, tokenHash: Buffer): Recovery {
  const recovery = deps.store.recoveries.get(tokenHash)
  if (!recovery || deps.clock() >= recovery.expiresTs || !deps.store.users.get(recovery.userId)) {
    throw new Problem('RECOVERY_INVALID')
  }
  return recovery
}
