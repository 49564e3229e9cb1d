import { type RevocationFeed, RevocationFollower, RevocationList } from '@bartab/kit'

/** What was revoked, and whom to tell when there is something new. */
export class HeardRevocations extends RevocationList {
  /** Called after each change of the list. */
  onNews: () => void = () => {}

  override apply(feed: Pick<RevocationFeed, 'revoked'>): void {
    super.apply(feed)
    if (feed.revoked.length > 0) this.onNews()
  }
}

/** Hears auth's feed of sessions that ended, where its address is known. */
export function followRevocations(
  authInternalUrl: string | undefined,
  list: HeardRevocations,
): RevocationFollower | undefined {
  if (authInternalUrl === undefined) return undefined
  const follower = new RevocationFollower({ url: `${authInternalUrl}/revocations`, list })
  follower.start()
  return follower
}
