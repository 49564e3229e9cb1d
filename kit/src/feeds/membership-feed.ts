import { type Static, Type } from '@bartab/sdk/type'
import { FeedFollower, type FeedFollowerOptions } from './feed-follower.ts'

/** Somebody came into a room, or is no longer in it. */
export const MembershipChange = Type.Object({
  room_id: Type.String(),
  /** Absent when it concerns everybody: the room was deleted. */
  user_id: Type.Optional(Type.String()),
  /** Whether they are in the room now. Somebody who is only invited is not. */
  member: Type.Boolean(),
})
export type MembershipChange = Static<typeof MembershipChange>

/** The answer of chat's internal `GET /memberships?since&timeout`: what is new since the opaque cursor, and the next cursor. */
export const MembershipFeed = Type.Object({
  next: Type.String(),
  changes: Type.Array(MembershipChange),
  /** What changed before `next` is not known: whatever is remembered of memberships has to be forgotten. */
  reset: Type.Optional(Type.Boolean()),
})
export type MembershipFeed = Static<typeof MembershipFeed>

export interface MembershipFollowerOptions extends Omit<FeedFollowerOptions<MembershipFeed>, 'apply'> {
  /** Called with each answer that says something: `reset` first, then `changes` in their order. */
  onNews: (feed: MembershipFeed) => void
}

/**
 * Hears of changes of membership as they happen. What was asked of chat before the news may be answered after it:
 * whoever remembers answers has to drop those that were under way.
 */
export class MembershipFollower extends FeedFollower<typeof MembershipFeed> {
  constructor({ onNews, ...options }: MembershipFollowerOptions) {
    super(MembershipFeed, {
      ...options,
      apply: (feed) => {
        const isNews = feed.reset === true || feed.changes.length > 0
        if (isNews) onNews(feed)
        return isNews
      },
    })
  }
}
