import type { AuthStore } from './domain/auth-store.ts'

const monthMs = 30 * 86_400_000

/** Forgets what no longer matters to anybody: sessions that ended a month ago, revocations, limits, logins and links that are over. */
export function housekeeping(store: AuthStore, now: number): void {
  store.transact(() => {
    store.sessions.prune(now - monthMs)
    store.revocations.prune(now)
    store.limits.prune(now)
    store.challenges.prune(now)
    store.recoveries.prune(now)
    store.authorizations.prune(now)
  })
}
