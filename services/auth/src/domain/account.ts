import type { Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { ChangePasswordBody, OwnAccount, PatchMeBody, PatchUserBody, UserProfile } from '@bartab/sdk/schemas'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { avatarPath } from './avatar.ts'
import { admitLogin, forgetLogins } from './call-limits.ts'
import { cleanDisplayName } from './display-name.ts'
import { type EndSessionDeps, endSessionsOf } from './end-session.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { requireGoodPassword } from './password-policy.ts'
import { revoke } from './revocation.ts'
import { grantableRole } from './role.ts'
import { forgetBegun } from './second-factor.ts'
import type { User, UserChange } from './user.ts'

export interface AccountDeps extends EndSessionDeps {
  issuer: string
  passwords: PasswordHasher
}

export function requireUser({ store }: { store: AuthStore }, userId: string): User {
  const user = store.users.get(userId)
  if (!user) throw new Problem('USER_NOT_FOUND')
  return user
}

/** The account, or what is left of a deleted one, so that what it wrote can be shown. */
export function requireEvenDeleted({ store }: { store: AuthStore }, userId: string): User {
  const user = store.users.evenDeleted(userId)
  if (!user) throw new Problem('USER_NOT_FOUND')
  return user
}

/** An application that may know who somebody is, and nothing more, learns nothing of the others. */
export function requireScopes({ scopes }: Pick<Caller, 'scopes'>): void {
  if (scopes.size === 0) throw new Problem('SCOPE_MISSING', { detail: 'any but openid and profile' })
}

export function profileOf(user: User): UserProfile {
  return {
    user_id: user.userId,
    username: user.username,
    display_name: user.displayName,
    ...(user.avatarUrl === null ? {} : { avatar_url: user.avatarUrl }),
    role: user.role,
    ...(user.disabledTs === null || user.deletedTs !== null ? {} : { disabled: true }),
    ...(user.deletedTs === null ? {} : { deleted: true }),
  }
}

export function ownAccount(user: User, scopes: Iterable<string>, sessionId: string): OwnAccount {
  return { ...profileOf(user), created_ts: user.createdTs, scopes: [...scopes], session_id: sessionId }
}

export function changeProfile(deps: AccountDeps, userId: string, input: PatchMeBody): User {
  requireUser(deps, userId)
  deps.store.users.change(userId, profileChange(deps, input))
  return requireUser(deps, userId)
}

function profileChange({ issuer }: AccountDeps, { display_name, avatar_url }: PatchMeBody): UserChange {
  const change: UserChange = {}
  if (display_name !== undefined) change.displayName = cleanDisplayName(display_name)
  if (avatar_url !== undefined) change.avatarUrl = avatar_url === null ? null : avatarPath(issuer, avatar_url)
  return change
}

/** Sets a new password for whoever knows the current one, and ends all their other sessions. */
export async function changePassword(
  deps: AccountDeps,
  actor: Actor,
  sessionId: string,
  input: ChangePasswordBody,
): Promise<void> {
  const user = requireUser(deps, actor.userId)
  const pair = deps.store.transact(() => admitLogin(deps, user.username, actor.address))
  if (!(await deps.passwords.verify(user.passwordHash, input.current_password))) throw new Problem('PASSWORD_WRONG')
  forgetLogins(deps, pair)
  const passwordHash = await deps.passwords.hash(requireGoodPassword(input.new_password, user.username))
  deps.store.transact(() => {
    deps.store.users.change(user.userId, { passwordHash })
    forgetBegun(deps.store, user.userId)
    endSessionsOf(deps, user.userId, 'password-changed', sessionId)
    record(deps, actor, { action: 'user.password', target: user.userId })
  })
}

/** What administrators may do to an account. Its access tokens end at once, so that none outlives what it was given for. */
export function changeUser(
  deps: AccountDeps,
  actor: Actor,
  scopes: ReadonlySet<string>,
  userId: string,
  input: PatchUserBody,
): User {
  return deps.store.transact(() => {
    const user = requireUser(deps, userId)
    if (user.role === 'owner') throw new Problem('OWNER_PROTECTED')
    if (input.role !== undefined && input.role !== user.role) changeRole(deps, scopes, user, input.role)
    if (input.disabled !== undefined) setDisabled(deps, user, input.disabled)
    record(deps, actor, { action: 'user.change', target: userId, detail: { ...input } })
    return requireUser(deps, userId)
  })
}

function changeRole(deps: AccountDeps, scopes: ReadonlySet<string>, user: User, name: string): void {
  if (user.role === 'bot') throw new Problem('ROLE_UNKNOWN', { detail: 'a bot stays a bot' })
  deps.store.users.change(user.userId, { role: grantableRole(deps.store.roles, scopes, name).name })
  revoke(deps, 'sub', user.userId)
}

function setDisabled(deps: AccountDeps, user: User, disabled: boolean): void {
  if (disabled === (user.disabledTs !== null)) return
  deps.store.users.change(user.userId, { disabledTs: disabled ? deps.clock() : null })
  if (!disabled) return
  forgetBegun(deps.store, user.userId)
  endSessionsOf(deps, user.userId, 'account-disabled')
  revoke(deps, 'sub', user.userId)
}
