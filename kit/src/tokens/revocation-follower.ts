import { FeedFollower, type FeedFollowerOptions } from '../feeds/feed-follower.ts'
import { RevocationFeed, type RevocationList } from './revocation-list.ts'

export interface RevocationFollowerOptions extends Omit<FeedFollowerOptions<RevocationFeed>, 'apply'> {
  list: RevocationList
}

/** Keeps a revocation list up to date by long polling the feed, for as long as the server lives. */
export class RevocationFollower extends FeedFollower<typeof RevocationFeed> {
  constructor({ list, ...options }: RevocationFollowerOptions) {
    super(RevocationFeed, {
      ...options,
      apply: ({ revoked }) => {
        list.apply({ revoked })
        return revoked.length > 0
      },
    })
  }
}
