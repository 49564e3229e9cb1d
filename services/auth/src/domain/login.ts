import { Problem } from '@bartab/sdk/problems'
import type { LoginBody, LoginMfaBody } from '@bartab/sdk/schemas'
import { record } from './audit-trail.ts'
import { admitLogin, forgetLogins } from './call-limits.ts'
import { answerChallenge, type ChallengeDeps, requireSecondFactor } from './challenge.ts'
import { webClientId } from './client.ts'
import { type OpenedSession, openSession, type SessionDeps } from './open-session.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { User } from './user.ts'
import { foldUsername } from './username.ts'

export interface LoginDeps extends SessionDeps, ChallengeDeps {
  store: SessionDeps['store']
  passwords: PasswordHasher
}

/** Somebody who has just proved who they are, and how (RFC 8176). */
export interface Proof {
  user: User
  amr: string[]
  deviceName?: string | undefined
}

/** Opens a session for the right password. @throws {Problem} MFA_REQUIRED, and all that `provePassword` throws */
export async function login(deps: LoginDeps, address: string, input: LoginBody): Promise<OpenedSession> {
  return open(deps, address, await provePassword(deps, address, input))
}

/** The second step of a login whose first was answered with MFA_REQUIRED. */
export async function loginMfa(deps: LoginDeps, address: string, input: LoginMfaBody): Promise<OpenedSession> {
  return open(deps, address, await proveSecondFactor(deps, address, input))
}

/**
 * Whose password this is. A name that nobody has takes as long, and says the same.
 *
 * @throws {Problem} LOGIN_FAILED, ACCOUNT_DISABLED, MFA_REQUIRED, RATE_LIMITED, LOGIN_BUSY
 */
export async function provePassword(deps: LoginDeps, address: string, input: LoginBody): Promise<Proof> {
  const pair = deps.store.transact(() => admitLogin(deps, input.username, address))
  const user = await authenticate(deps, input.username, input.password)
  if (!user) throw new Problem('LOGIN_FAILED')
  if (user.disabledTs !== null) throw new Problem('ACCOUNT_DISABLED')
  forgetLogins(deps, pair)
  requireSecondFactor(deps, user, input.device_name)
  return { user, amr: ['pwd'], deviceName: input.device_name }
}

export async function proveSecondFactor(deps: LoginDeps, address: string, input: LoginMfaBody): Promise<Proof> {
  return { ...(await answerChallenge(deps, address, input)), amr: ['pwd', 'otp', 'mfa'] }
}

/** The account whose password this is; its hash is made anew where it is outdated. */
export async function authenticate(deps: LoginDeps, username: string, password: string): Promise<User | undefined> {
  const user = deps.store.users.byName(foldUsername(username))
  const right = await deps.passwords.verify(user?.passwordHash, password)
  if (!right || !user?.passwordHash) return undefined
  const outdated = deps.passwords.isOutdated(user.passwordHash)
  const renewed = outdated ? await deps.passwords.hash(password) : user.passwordHash
  return deps.store.transact(() => {
    // read again: while the password was checked, it may have been changed
    const now = deps.store.users.get(user.userId)
    if (now?.passwordHash !== user.passwordHash) return undefined
    if (outdated) deps.store.users.change(user.userId, { passwordHash: renewed })
    return now
  })
}

function open(deps: LoginDeps, address: string, { user, amr, deviceName }: Proof): OpenedSession {
  return deps.store.transact(() => {
    record(deps, { userId: user.userId, address }, { action: 'session.login', target: user.userId })
    return openSession(deps, user, { clientId: webClientId, deviceName, address, amr })
  })
}
