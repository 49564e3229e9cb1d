import type { Client } from '@bartab/sdk/client'
import type { ChatEvent, HistoryPage } from '@bartab/sdk/schemas'
import type { ChatState } from '../chat/chat-state.ts'
import { type Lookback, lookbackAt, met, withNewer, withOlder } from '../chat/lookback.ts'
import { Observable } from './observable.ts'

/** Looking at a piece of a room's past, until it is left or has come up to the present. */
export class Lookbacks {
  readonly current = new Observable<Lookback | undefined>(undefined)
  readonly #client: Client
  readonly #chat: Observable<ChatState>
  #isPaging = false

  constructor(client: Client, chat: Observable<ChatState>) {
    this.#client = client
    this.#chat = chat
  }

  /** Opens the past around a message, and answers with the message. @throws {Problem} EVENT_NOT_FOUND, ROOM_NOT_FOUND */
  async open(roomId: string, eventId: string): Promise<ChatEvent> {
    const context = await this.#client.messages.context(roomId, eventId, 60)
    this.#show(lookbackAt(context))
    return context.event
  }

  close(): void {
    this.current.set(undefined)
  }

  older(): Promise<void> {
    return this.#page('b', this.current.value?.before, withOlder)
  }

  newer(): Promise<void> {
    return this.#page('f', this.current.value?.after, withNewer)
  }

  async #page(
    dir: 'b' | 'f',
    from: string | undefined,
    put: (lookback: Lookback, page: HistoryPage) => Lookback,
  ): Promise<void> {
    const lookback = this.current.value
    if (!lookback || from === undefined || this.#isPaging) return
    this.#isPaging = true
    try {
      const page = await this.#client.messages.page(lookback.roomId, { dir, from, limit: 50 })
      if (this.current.value === lookback) this.#show(put(lookback, page))
    } finally {
      this.#isPaging = false
    }
  }

  #show(lookback: Lookback): void {
    const room = this.#chat.value.rooms[lookback.roomId]
    const whole = room && met(lookback, room)
    this.current.set(whole ? undefined : lookback)
    if (whole) this.#chat.update((chat) => ({ ...chat, rooms: { ...chat.rooms, [lookback.roomId]: whole } }))
  }
}
