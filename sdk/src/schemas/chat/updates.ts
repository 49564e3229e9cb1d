import { type Static, Type } from '../../type.ts'
import { Timestamp } from '../common.ts'
import { ChatEvent } from './events.ts'

/** How often an update is handed out before it goes to the dead letters. */
export const updateAttempts = 5

export const UpdatesQuery = Type.Object(
  {
    /** Updates in one answer, 1 to 100. Default 20. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** Milliseconds to hold with nothing to hand out, 0 to 60,000. Default 30,000. */
    timeout: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Milliseconds until an update that is not acknowledged is handed out again, 1,000 to 3,600,000. Default 60,000. */
    lease_ms: Type.Optional(Type.Integer({ minimum: 1000, maximum: 3_600_000 })),
    /**
     * The updates that the bot still works on, with commas between: their lease begins anew, and everything else that
     * was handed out comes again at once; of that, the time before counts for the oldest of each room alone. Empty
     * after a restart. Without it, leases run out by themselves.
     */
    held: Type.Optional(Type.String({ pattern: '^([0-9]{1,15}(,[0-9]{1,15})*)?$', maxLength: 16_384 })),
  },
  { additionalProperties: false },
)
export type UpdatesQuery = Static<typeof UpdatesQuery>

/** One event for one bot. `attempt` counts how often it was handed out, this time included. */
export const Update = Type.Object({ seq: Type.Integer(), attempt: Type.Integer(), event: ChatEvent })
export type Update = Static<typeof Update>

/**
 * What a bot has to do next, oldest first: events of others in its rooms since it came in, invitations to it among them.
 * Of a room that was deleted comes its `m.room.tombstone`, and nothing more of what was said before.
 * Each is the bot's until `leased_until_ts`; one that is not acknowledged by then comes again, up to five times.
 */
export const UpdateBatch = Type.Object({ updates: Type.Array(Update), leased_until_ts: Timestamp })
export type UpdateBatch = Static<typeof UpdateBatch>

const Seq = Type.Integer({ minimum: 1 })

/** The update at `seq`, or those at `seqs`, are done; each for itself, in any order. Doing it twice is fine. */
export const AckBody = Type.Object(
  { seq: Type.Optional(Seq), seqs: Type.Optional(Type.Array(Seq, { maxItems: 1000 })) },
  { additionalProperties: false, minProperties: 1 },
)
export type AckBody = Static<typeof AckBody>

/** The update at `seq` could not be handled: it comes again soon, or goes to the dead letters when that was the last time. */
export const NackBody = Type.Object(
  {
    seq: Seq,
    /** For whoever looks at the dead letters. NUL characters are left out, halves of surrogate pairs replaced. */
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
)
export type NackBody = Static<typeof NackBody>

/** How many of the updates named were still waiting for it. */
export const AckAnswer = Type.Object({ acknowledged: Type.Integer() })
export type AckAnswer = Static<typeof AckAnswer>

/** An update that was handed out in vain. */
export const DeadLetter = Type.Object({
  seq: Type.Integer(),
  attempts: Type.Integer(),
  reason: Type.String(),
  dead_ts: Timestamp,
  event: ChatEvent,
})
export type DeadLetter = Static<typeof DeadLetter>

export const DeadLetterQuery = Type.Object(
  {
    /** The `next` of the page before. */
    from: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
)
export type DeadLetterQuery = Static<typeof DeadLetterQuery>

export const DeadLetterList = Type.Object({
  dead: Type.Array(DeadLetter),
  /** Send it as `from` for the next page; absent on the last. */
  next: Type.Optional(Type.Integer()),
})
export type DeadLetterList = Static<typeof DeadLetterList>
