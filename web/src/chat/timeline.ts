import type { ChatEvent } from '@bartab/sdk/schemas'
import { type Reaction, tallyReactions } from './reaction-tally.ts'
import { isObject, redactedBy, relationOf, text } from './relations.ts'
import { type ThreadSummary, threadOf } from './thread-summary.ts'

/** What somebody said, as it stands now: edited, reacted to, or removed. */
export interface Message {
  kind: 'message'
  event: ChatEvent
  /** The newest content. */
  content: Record<string, unknown>
  body: string
  edited: boolean
  removed: boolean
  replyTo: string | undefined
  reactions: readonly Reaction[]
  /** What is said in the thread that begins here. */
  thread: ThreadSummary | undefined
}

/** Something that happened to the room. */
export interface Happening {
  kind: 'happening'
  event: ChatEvent
}

export type Entry = Message | Happening

/** Types that are shown as a line between messages; all others stay silent. */
const happenings = new Set([
  ...['m.room.create', 'm.room.name', 'm.room.topic', 'm.room.member', 'm.room.encryption', 'm.room.pinned_events'],
  ...['m.room.retention', 'x.bartab.room.archived', 'x.bartab.room.slow_mode'],
])

/** What is said of a room this soon after it was made belongs to its making. Milliseconds. */
const furnishedMs = 1000

export interface TimelineOptions {
  /** Events that are not shown here, and may say something of those that are. */
  also?: readonly ChatEvent[]
  /** The root of a thread, whose replies are shown in place of what was said in the room itself. */
  thread?: string
}

/** What is shown of a room's events: edits, reactions and removals are folded into what they are about. */
export function timelineOf(
  events: readonly ChatEvent[],
  me: string,
  { also = [], thread }: TimelineOptions = {},
): Entry[] {
  const fold = new Fold(also.length === 0 ? events : [...events, ...also])
  return events.filter((event) => isOf(thread, event)).flatMap((event) => fold.entryOf(event, me))
}

function isOf(thread: string | undefined, event: ChatEvent): boolean {
  const { kind, target } = relationOf(event)
  return thread === undefined ? kind !== 'thread' : kind === 'thread' && target === thread
}

class Fold {
  readonly #removed = new Set<string>()
  readonly #edits = new Map<string, ChatEvent>()
  readonly #reactions = new Map<string, ChatEvent[]>()
  readonly #replies = new Map<string, ChatEvent[]>()
  readonly #created: ChatEvent | undefined

  constructor(events: readonly ChatEvent[]) {
    this.#created = events.find(({ type }) => type === 'm.room.create')
    for (const event of events) this.#removed.add(redactedBy(event) ?? '')
    for (const event of events) if (!this.#isRemoved(event)) this.#relate(event)
  }

  entryOf(event: ChatEvent, me: string): Entry[] {
    if (happenings.has(event.type)) return this.#isFurnishing(event) ? [] : [{ kind: 'happening', event }]
    const isMessage = event.type === 'm.room.message' || event.type === 'm.room.encrypted'
    if (!isMessage || relationOf(event).kind === 'edit') return []
    return [this.#message(event, me)]
  }

  #message(event: ChatEvent, me: string): Message {
    const { kind, target, replyTo } = relationOf(event)
    const edit = this.#edits.get(event.event_id)
    const content = edit ? newContentOf(edit) : event.content
    return {
      kind: 'message',
      event,
      content,
      body: text(content.body),
      edited: edit !== undefined || event.unsigned?.['m.relations']?.['m.replace'] !== undefined,
      removed: this.#isRemoved(event),
      replyTo: kind === 'reply' ? target : replyTo,
      reactions: tallyReactions(
        event.unsigned?.['m.relations']?.['m.annotation']?.chunk ?? [],
        this.#reactions.get(event.event_id) ?? [],
        this.#removed,
        me,
      ),
      thread: threadOf(event, this.#replies.get(event.event_id) ?? []),
    }
  }

  /** Name, topic and first members come with a new room; that it was made says enough. */
  #isFurnishing({ type, origin_server_ts }: ChatEvent): boolean {
    if (!this.#created || type === 'm.room.create' || type === 'm.room.encryption') return false
    return origin_server_ts - this.#created.origin_server_ts < furnishedMs
  }

  #relate(event: ChatEvent): void {
    const { kind, target } = relationOf(event)
    if (kind === 'edit') this.#edits.set(target, event)
    if (kind === 'reaction') gather(this.#reactions, target, event)
    if (kind === 'thread') gather(this.#replies, target, event)
  }

  #isRemoved(event: ChatEvent): boolean {
    return this.#removed.has(event.event_id) || event.unsigned?.redacted_because !== undefined
  }
}

function gather(events: Map<string, ChatEvent[]>, target: string, event: ChatEvent): void {
  const known = events.get(target)
  if (known) known.push(event)
  else events.set(target, [event])
}

function newContentOf({ content }: ChatEvent): Record<string, unknown> {
  return isObject(content['m.new_content']) ? content['m.new_content'] : content
}
