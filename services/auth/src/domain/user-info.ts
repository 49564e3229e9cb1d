import type { Caller } from '@bartab/kit'
import type { UserInfo } from '@bartab/sdk/schemas'
import type { AuthStore } from './auth-store.ts'
import { OAuthFault } from './oauth-fault.ts'

/** What an application may know about the person whose token it holds. Our own clients may know all of it. */
export function userInfo({ store, issuer }: { store: AuthStore; issuer: string }, caller: Caller): UserInfo {
  const user = store.users.get(caller.userId)
  const granted = store.sessions.get(caller.sessionId)?.grantedScope?.split(' ')
  if (!user) throw new OAuthFault('invalid_token', 'this token belongs to no account')
  if (granted?.includes('openid') === false) throw new OAuthFault('insufficient_scope', 'this needs the scope openid')
  if (granted?.includes('profile') === false) return { sub: user.userId }
  return {
    sub: user.userId,
    preferred_username: user.username,
    name: user.displayName,
    ...(user.avatarUrl === null ? {} : { picture: issuer + user.avatarUrl }),
  }
}
