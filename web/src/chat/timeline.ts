import type { ChatEvent } from '@bartab/sdk/schemas'
import { isObject, redactedBy, relationOf, text } from './relations.ts'

/** A reaction under a message. */
export interface Reaction {
  key: string
  count: number
  /** Whether one of them is the reader's own. */
  mine: boolean
  senders: readonly string[]
}

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
}

/** Something that happened to the room. */
export interface Happening {
  kind: 'happening'
  event: ChatEvent
}

export type Entry = Message | Happening

/** Types that are shown as a line between messages; all others stay silent. */
const happenings = new Set(['m.room.create', 'm.room.name', 'm.room.topic', 'm.room.member', 'm.room.encryption'])

/** What is shown of a room's events: edits, reactions and removals are folded into what they are about. */
export function timelineOf(events: readonly ChatEvent[], me: string): Entry[] {
  const fold = new Fold(events)
  return events.flatMap((event) => fold.entryOf(event, me))
}

class Fold {
  readonly #removed = new Set<string>()
  readonly #edits = new Map<string, ChatEvent>()
  readonly #reactions = new Map<string, ChatEvent[]>()

  constructor(events: readonly ChatEvent[]) {
    for (const event of events) this.#removed.add(redactedBy(event) ?? '')
    for (const event of events) if (!this.#isRemoved(event)) this.#relate(event)
  }

  entryOf(event: ChatEvent, me: string): Entry[] {
    if (happenings.has(event.type)) return [{ kind: 'happening', event }]
    const isMessage = event.type === 'm.room.message' || event.type === 'm.room.encrypted'
    if (!isMessage || relationOf(event).kind === 'edit') return []
    return [this.#message(event, me)]
  }

  #message(event: ChatEvent, me: string): Message {
    const { kind, target } = relationOf(event)
    const edit = this.#edits.get(event.event_id)
    const content = edit ? newContentOf(edit) : event.content
    return {
      kind: 'message',
      event,
      content,
      body: text(content.body),
      edited: edit !== undefined || event.unsigned?.['m.relations']?.['m.replace'] !== undefined,
      removed: this.#isRemoved(event),
      replyTo: kind === 'reply' ? target : undefined,
      reactions: this.#reactionsOf(event, me),
    }
  }

  #relate(event: ChatEvent): void {
    const { kind, target } = relationOf(event)
    if (kind === 'edit') this.#edits.set(target, event)
    if (kind === 'reaction') this.#reactions.set(target, [...(this.#reactions.get(target) ?? []), event])
  }

  #isRemoved(event: ChatEvent): boolean {
    return this.#removed.has(event.event_id) || event.unsigned?.redacted_because !== undefined
  }

  /** History counts reactions on the message, sync brings them one by one; a sender counts once for each key. */
  #reactionsOf(event: ChatEvent, me: string): Reaction[] {
    const counted = event.unsigned?.['m.relations']?.['m.annotation']?.chunk ?? []
    const byKey = new Map(counted.map(({ key, count, senders }) => [key, { count, senders: new Set(senders) }]))
    for (const { sender, ...reaction } of this.#reactions.get(event.event_id) ?? []) {
      const { key } = relationOf({ sender, ...reaction })
      const known = byKey.get(key) ?? { count: 0, senders: new Set<string>() }
      if (!known.senders.has(sender)) known.count++
      known.senders.add(sender)
      byKey.set(key, known)
    }
    return [...byKey].map(([key, { count, senders }]) => ({ key, count, senders: [...senders], mine: senders.has(me) }))
  }
}

function newContentOf({ content }: ChatEvent): Record<string, unknown> {
  return isObject(content['m.new_content']) ? content['m.new_content'] : content
}
