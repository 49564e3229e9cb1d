import type { ChatEvent } from '@bartab/sdk/schemas'
import { type Reaction, tallyReactions } from './reaction-tally.ts'
import { isObject, redactedBy, relationOf, text } from './relations.ts'

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

/** What is said of a room this soon after it was made belongs to its making. Milliseconds. */
const furnishedMs = 1000

/** What is shown of a room's events: edits, reactions and removals are folded into what they are about. */
export function timelineOf(events: readonly ChatEvent[], me: string): Entry[] {
  const fold = new Fold(events)
  return events.flatMap((event) => fold.entryOf(event, me))
}

class Fold {
  readonly #removed = new Set<string>()
  readonly #edits = new Map<string, ChatEvent>()
  readonly #reactions = new Map<string, ChatEvent[]>()
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
      reactions: tallyReactions(
        event.unsigned?.['m.relations']?.['m.annotation']?.chunk ?? [],
        this.#reactions.get(event.event_id) ?? [],
        this.#removed,
        me,
      ),
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
    if (kind === 'reaction') this.#reactions.set(target, [...(this.#reactions.get(target) ?? []), event])
  }

  #isRemoved(event: ChatEvent): boolean {
    return this.#removed.has(event.event_id) || event.unsigned?.redacted_because !== undefined
  }
}

function newContentOf({ content }: ChatEvent): Record<string, unknown> {
  return isObject(content['m.new_content']) ? content['m.new_content'] : content
}
