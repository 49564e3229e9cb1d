import { Problem } from '@bartab/sdk/problems'
import type { LoginBody } from '@bartab/sdk/schemas'
import { record } from './audit-trail.ts'
import { webClientId } from './client.ts'
import { takeFrom } from './limit.ts'
import { type OpenedSession, openSession, type SessionDeps } from './open-session.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { secretHash } from './secret-text.ts'
import type { User } from './user.ts'
import { foldUsername } from './username.ts'

export interface LoginDeps extends SessionDeps {
  passwords: PasswordHasher
}

/** Wrong passwords for one account from one address: ten at once, then one every half minute. */
const pairLimit = { burst: 10, intervalMs: 30_000 }

/** Logins to one account from everywhere: sixty at once, then one every ten seconds. */
const accountLimit = { burst: 60, intervalMs: 10_000 }

/** Logins from one address to all accounts: sixty at once, then one every two seconds. */
const addressLimit = { burst: 60, intervalMs: 2_000 }

/** Opens a session for the right password. A name that nobody has takes as long, and says the same. */
export async function login(deps: LoginDeps, address: string, input: LoginBody): Promise<OpenedSession> {
  const pair = admitAttempt(deps, foldUsername(input.username), address)
  const user = await authenticate(deps, input)
  if (!user) throw new Problem('LOGIN_FAILED')
  if (user.disabledTs !== null) throw new Problem('ACCOUNT_DISABLED')
  return deps.store.transact(() => {
    deps.store.limits.empty(pair)
    record(deps, { userId: user.userId, address }, { action: 'session.login', target: user.userId })
    return openSession(deps, user, {
      clientId: webClientId,
      deviceName: input.device_name,
      address,
      amr: ['pwd'],
    })
  })
}

async function authenticate(deps: LoginDeps, { username, password }: LoginBody): Promise<User | undefined> {
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

// names are hashed, so that what people type by mistake into the name field is not kept
function admitAttempt(deps: LoginDeps, username: string, address: string): string {
  const account = secretHash(username).toString('base64url')
  const pair = `login:${account}:${address}`
  deps.store.transact(() => {
    takeFrom(deps, pair, pairLimit)
    takeFrom(deps, `login-account:${account}`, accountLimit)
    takeFrom(deps, `login-address:${address}`, addressLimit)
  })
  return pair
}
