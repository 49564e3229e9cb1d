import type { ChatEvent, ReactionCount } from '@bartab/sdk/schemas'
import { relationOf } from './relations.ts'

/** A reaction under a message. */
export interface Reaction {
  key: string
  count: number
  /** Whether one of them is the reader's own. */
  mine: boolean
  /** Those who are known by name. */
  senders: readonly string[]
}

interface Tally {
  count: number
  senders: Set<string>
}

/**
 * The reactions to one message: those that history has counted, less those taken back since, and those that sync has
 * brought one by one. A sender counts once for each key.
 */
export function tallyReactions(
  counted: readonly ReactionCount[],
  single: readonly ChatEvent[],
  removed: ReadonlySet<string>,
  me: string,
): Reaction[] {
  const tallies = new Map(counted.map((reaction) => [reaction.key, standing(reaction, removed)]))
  for (const event of single) if (!removed.has(event.event_id)) add(tallies, event)
  return [...tallies]
    .filter(([, { count }]) => count > 0)
    .map(([key, { count, senders }]) => ({ key, count, senders: [...senders], mine: senders.has(me) }))
}

function standing({ count, senders, event_ids }: ReactionCount, removed: ReadonlySet<string>): Tally {
  const left = senders.filter((_sender, index) => !removed.has(event_ids[index] ?? ''))
  return { count: count - (senders.length - left.length), senders: new Set(left) }
}

function add(tallies: Map<string, Tally>, event: ChatEvent): void {
  const { key } = relationOf(event)
  const tally = tallies.get(key) ?? { count: 0, senders: new Set<string>() }
  if (!tally.senders.has(event.sender)) tally.count++
  tally.senders.add(event.sender)
  tallies.set(key, tally)
}
