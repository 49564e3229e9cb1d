import type { MessagesApi } from '../client/index.ts'
import type { ChatEvent, SyncAnswer, SyncRoom } from '../schemas/index.ts'

/** Makes of sync's answers what a bot has yet to handle: others' events, without gaps, from the moment it was there. */
export class Inbox {
  readonly #messages: Pick<MessagesApi, 'pages'>
  readonly #userId: string

  constructor(messages: Pick<MessagesApi, 'pages'>, userId: string) {
    this.#messages = messages
    this.#userId = userId
  }

  /** New events by room, in the order of the log. `since` is the position before this answer. */
  async take(answer: SyncAnswer, since: string | undefined): Promise<ChatEvent[][]> {
    if (answer.rebase || since === undefined) return []
    const byRoom = Map.groupBy(answer.events, (event) => event.room_id)
    for (const room of Object.values(answer.rooms)) await this.#fill(byRoom, room, since)
    return [...byRoom.values()].map((events) => this.#newToMe(events)).filter((events) => events.length > 0)
  }

  async #fill(byRoom: Map<string, ChatEvent[]>, room: SyncRoom, since: string): Promise<void> {
    const shown = byRoom.get(room.room_id) ?? []
    if (room.limited && room.membership === 'join') {
      byRoom.set(room.room_id, [...(await this.#gap(room.room_id, since, shown[0]?.event_id)), ...shown])
    }
  }

  /** What the answer left out: from the last position up to the first event that it shows. */
  async #gap(roomId: string, from: string, until: string | undefined): Promise<ChatEvent[]> {
    const missed: ChatEvent[] = []
    for await (const { chunk } of this.#messages.pages(roomId, { dir: 'f', from, limit: 100 })) {
      const end = chunk.findIndex(({ event_id }) => event_id === until)
      missed.push(...(end < 0 ? chunk : chunk.slice(0, end)))
      if (end >= 0) break
    }
    return missed
  }

  /** Without the bot's own, and without what was said before it came in. */
  #newToMe(events: ChatEvent[]): ChatEvent[] {
    const entry = events.findLastIndex((event) => isEntry(event, this.#userId))
    return events.slice(entry + 1).filter(({ sender }) => sender !== this.#userId)
  }
}

function isEntry({ type, state_key, content }: ChatEvent, userId: string): boolean {
  return type === 'm.room.member' && state_key === userId && content.membership === 'join'
}
