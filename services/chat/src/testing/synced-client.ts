import type { ChatEvent, HistoryPage, Room, SyncAnswer } from '@bartab/sdk/schemas'
import type { Lab } from './lab.ts'

/** A message as somebody sees it. */
export interface Seen {
  id: string
  body: string
  redacted: boolean
  reactions: string[]
}

/** What a client knows of one room, from sync alone, and from history where sync told it to look there. */
export class SyncedClient {
  readonly name: string
  readonly #lab: Lab
  readonly rooms = new Map<string, { room: Room; timeline: ChatEvent[] }>()
  #since: string | undefined

  constructor(lab: Lab, name: string) {
    this.#lab = lab
    this.name = name
  }

  async sync(filter: Record<string, unknown> = {}, timeout = 0): Promise<SyncAnswer> {
    const answer = await this.#lab.sync(this.name, this.#since, {
      filter: JSON.stringify(filter),
      timeout: String(timeout),
    })
    this.#since = answer.next_batch
    if (answer.rebase === true) this.rooms.clear()
    for (const id of answer.left) this.rooms.delete(id)
    for (const [id, { limited, prev_batch, ...room }] of Object.entries(answer.rooms)) {
      if (room.membership !== 'join') continue
      const known = this.rooms.get(id)
      const before = limited || known === undefined ? await this.#before(id, prev_batch) : known.timeline
      this.rooms.set(id, { room, timeline: before })
    }
    for (const event of answer.events) this.rooms.get(event.room_id)?.timeline.push(event)
    return answer
  }

  /** Pages back to the beginning of a room, taking the counted reactions of older messages with it. */
  async #before(room: string, from: string | undefined): Promise<ChatEvent[]> {
    const events: ChatEvent[] = []
    for (let at = from; at !== undefined; ) {
      const { body } = await this.#lab.call<HistoryPage>(this.name, 'GET', `/rooms/${room}/messages?limit=3&from=${at}`)
      events.unshift(...body.chunk.toReversed())
      at = body.end
    }
    return events
  }

  seen(room: string): Seen[] {
    return messagesOf(this.rooms.get(room)?.timeline ?? [])
  }
}

/** The messages that a run of events amounts to. */
export function messagesOf(timeline: ChatEvent[]): Seen[] {
  const messages = new Map<string, Seen>()
  const reactions = new Map<string, { target: string; label: string }>()
  for (const event of timeline) {
    const relation = event.content['m.relates_to'] as { rel_type?: string; event_id?: string; key?: string } | undefined
    const target = messages.get(relation?.event_id ?? '')
    if (event.type === 'm.reaction' && relation?.key !== undefined) {
      reactions.set(event.event_id, { target: relation.event_id ?? '', label: `${relation.key} ${event.sender}` })
      if (target !== undefined && !target.redacted) addOnce(target.reactions, `${relation.key} ${event.sender}`)
    } else if (event.type === 'm.room.redaction') {
      const redacted = messages.get(String(event.content.redacts))
      if (redacted !== undefined) Object.assign(redacted, { body: '', redacted: true, reactions: [] })
      const reaction = reactions.get(String(event.content.redacts))
      const of = messages.get(reaction?.target ?? '')
      if (of !== undefined) of.reactions = of.reactions.filter((label) => label !== reaction?.label)
    } else if (relation?.rel_type === 'm.replace') {
      const replacement = event.content['m.new_content'] as { body: string } | undefined
      if (target !== undefined && !target.redacted && replacement !== undefined) target.body = replacement.body
    } else if (event.type === 'm.room.message') {
      const note = (id: string, label: string) => reactions.set(id, { target: event.event_id, label })
      messages.set(event.event_id, seen(event, note))
    }
  }
  return [...messages.values()].map((message) => ({ ...message, reactions: message.reactions.toSorted() }))
}

function addOnce(labels: string[], label: string): void {
  if (!labels.includes(label)) labels.push(label)
}

function seen(event: ChatEvent, note: (reaction: string, label: string) => void): Seen {
  const counted = event.unsigned?.['m.relations']?.['m.annotation']?.chunk ?? []
  for (const { key, senders, event_ids } of counted)
    event_ids.forEach((id, index) => {
      note(id, `${key} ${senders[index]}`)
    })
  const reactions = counted.flatMap(({ key, senders }) => senders.map((sender) => `${key} ${sender}`))
  const redacted = event.unsigned?.redacted_because !== undefined || event.content.body === undefined
  return { id: event.event_id, body: redacted ? '' : String(event.content.body), redacted, reactions }
}
