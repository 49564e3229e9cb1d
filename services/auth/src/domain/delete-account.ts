import { Problem } from '@bartab/sdk/problems'
import { type AccountDeps, requireUser } from './account.ts'
import { type Actor, record } from './audit-trail.ts'
import { revoke } from './revocation.ts'
import { forgetBegun, removeSecondFactors } from './second-factor.ts'

/**
 * Deletes an account: what is left of it is its id, under which others go on reading what was written.
 * Its name is free again; its tokens end at once, and chat is told to end its memberships.
 */
export function deleteAccount(deps: AccountDeps, actor: Actor, userId: string): void {
  deps.store.transact(() => {
    const user = requireUser(deps, userId)
    if (user.role === 'owner') throw new Problem('OWNER_PROTECTED')
    if (user.role === 'bot') throw new Problem('USER_NOT_FOUND', { detail: 'bots are removed with DELETE /bots/{id}' })
    deps.store.sessions.removeOf(userId)
    forgetBegun(deps.store, userId)
    removeSecondFactors(deps.store, userId)
    deps.store.users.bury(userId, `deleted-${userId.toLowerCase()}`, deps.clock())
    revoke(deps, 'sub', userId)
    deps.store.departures.add(userId, deps.clock())
    record(deps, actor, { action: 'user.delete', target: userId })
  })
}
