import type { Database, Statement } from 'better-sqlite3'
import { Rel } from '../domain/rel.ts'

export interface ReactionRow {
  key: string
  userNo: number
  seq: number
}

export interface ThreadRow {
  replies: number
  latestSeq: number
}

/** Replies of a thread that were not removed. */
export interface StandingReplies {
  replies: number
  /** Null without any. */
  latestSeq: number | null
  /** Whether one of them is the reader's; null without any. */
  participated: 0 | 1 | null
}

/** What refers to an event: reactions, threads, mentions. */
export class RelationTables {
  readonly #statements: Record<
    | 'react'
    | 'unreact'
    | 'reaction'
    | 'reactions'
    | 'hasReactionKey'
    | 'reactionKeyCount'
    | 'clearReactions'
    | 'reply'
    | 'thread'
    | 'standing'
    | 'setThread'
    | 'clearThread'
    | 'mention'
    | 'clearMentions'
    | 'mentions',
    Statement
  >

  constructor(db: Database) {
    this.#statements = {
      react: db.prepare('INSERT INTO reaction (target_seq, key, user_no, seq) VALUES (?, ?, ?, ?)'),
      unreact: db.prepare('DELETE FROM reaction WHERE seq = ?'),
      reaction: db.prepare(
        'SELECT key, user_no AS userNo, seq FROM reaction WHERE target_seq = ? AND key = ? AND user_no = ?',
      ),
      reactions: db.prepare('SELECT key, user_no AS userNo, seq FROM reaction WHERE target_seq = ? ORDER BY seq'),
      hasReactionKey: db.prepare('SELECT 1 FROM reaction WHERE target_seq = ? AND key = ? LIMIT 1'),
      reactionKeyCount: db.prepare('SELECT count(DISTINCT key) AS count FROM reaction WHERE target_seq = ?'),
      clearReactions: db.prepare('DELETE FROM reaction WHERE target_seq = ?'),
      reply: db.prepare(`INSERT INTO thread (root_seq, replies, latest_seq) VALUES (?, 1, ?)
        ON CONFLICT DO UPDATE SET replies = replies + 1, latest_seq = excluded.latest_seq`),
      thread: db.prepare('SELECT replies, latest_seq AS latestSeq FROM thread WHERE root_seq = ?'),
      standing: db.prepare(`SELECT count(*) AS replies, max(seq) AS latestSeq, max(sender_no = @reader) AS participated
        FROM event WHERE target_seq = @root AND rel = ${Rel.thread} AND seq < @at AND (redacted_by IS NULL OR redacted_by > @at)`),
      setThread: db.prepare('UPDATE thread SET replies = ?, latest_seq = ? WHERE root_seq = ?'),
      clearThread: db.prepare('DELETE FROM thread WHERE root_seq = ?'),
      mention: db.prepare('INSERT OR IGNORE INTO mention (room_no, user_no, seq) VALUES (?, ?, ?)'),
      clearMentions: db.prepare('DELETE FROM mention WHERE room_no = ? AND user_no = ? AND seq = ?'),
      // two walks along the key: a count of distinct positions would sort, and costs ten times as much
      mentions: db.prepare(`SELECT
        (SELECT count(*) FROM mention WHERE room_no = @room AND user_no = @user AND seq > @after) +
        (SELECT count(*) FROM mention e WHERE e.room_no = @room AND e.user_no = 0 AND e.seq > @after AND NOT EXISTS
          (SELECT 1 FROM mention m WHERE m.room_no = e.room_no AND m.user_no = @user AND m.seq = e.seq)) AS count`),
    }
  }

  addReaction = (targetSeq: number, key: string, userNo: number, seq: number): void =>
    void this.#statements.react.run(targetSeq, key, userNo, seq)
  removeReaction = (seq: number): void => void this.#statements.unreact.run(seq)
  reaction = (targetSeq: number, key: string, userNo: number): ReactionRow | undefined =>
    this.#statements.reaction.get(targetSeq, key, userNo) as ReactionRow | undefined
  /** All reactions to an event, oldest first. */
  reactions = (targetSeq: number): ReactionRow[] => this.#statements.reactions.all(targetSeq) as ReactionRow[]
  /** Whether anybody reacted with a key. */
  hasReactionKey = (targetSeq: number, key: string): boolean =>
    this.#statements.hasReactionKey.get(targetSeq, key) !== undefined
  /** How many different keys the reactions to an event have. */
  reactionKeyCount = (targetSeq: number): number =>
    (this.#statements.reactionKeyCount.get(targetSeq) as { count: number }).count
  clearReactions = (targetSeq: number): void => void this.#statements.clearReactions.run(targetSeq)

  addReply = (rootSeq: number, seq: number): void => void this.#statements.reply.run(rootSeq, seq)
  thread = (rootSeq: number): ThreadRow | undefined => this.#statements.thread.get(rootSeq) as ThreadRow | undefined
  /** Counted anew, as of a position of the log: the same whether it is the newest or a rebuild passes it. */
  standingReplies = (root: number, at: number, reader = 0): StandingReplies =>
    this.#statements.standing.get({ root, at, reader }) as StandingReplies
  setThread = (rootSeq: number, { replies, latestSeq }: ThreadRow): void =>
    void this.#statements.setThread.run(replies, latestSeq, rootSeq)
  clearThread = (rootSeq: number): void => void this.#statements.clearThread.run(rootSeq)

  addMention = (roomNo: number, userNo: number, seq: number): void =>
    void this.#statements.mention.run(roomNo, userNo, seq)
  removeMention = (roomNo: number, userNo: number, seq: number): void =>
    void this.#statements.clearMentions.run(roomNo, userNo, seq)
  /** How many messages after a position mention somebody, or everybody. */
  mentions = (room: number, user: number, after: number): number =>
    (this.#statements.mentions.get({ room, user, after }) as { count: number }).count
}
