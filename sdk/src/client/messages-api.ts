import type {
  ChatEvent,
  EventContext,
  EventVersion,
  EventVersions,
  HistoryPage,
  MessageContent,
  PinList,
  PostedEvent,
  ReadMarkerAnswer,
  SearchPage,
  SearchQuery,
} from '../schemas/index.ts'
import type { Calls } from './http.ts'
import { path } from './request.ts'

/** What a message says, with fields of one's own beside those that the server knows. */
export type OutgoingMessage = MessageContent & { [field: string]: unknown }

export interface WriteOptions {
  /** The id under which this write counts once. Default: a new one, kept over all attempts. */
  txnId?: string
  signal?: AbortSignal
}

export interface HistoryOptions {
  /** Where to begin: `prev_batch` of a synced room, or `end` of a page. Default: at the newest. */
  from?: string
  /** `b`: towards the past, which is the default. `f`: towards the present. */
  dir?: 'b' | 'f'
  /** Events on a page. */
  limit?: number
}

/** What is said in a room. Every write counts once, however often the connection breaks. */
export class MessagesApi {
  readonly #calls: Calls
  readonly #newId: () => string

  constructor(calls: Calls, newId: () => string) {
    this.#calls = calls
    this.#newId = newId
  }

  /** Says something; a string is sent as plain text. */
  send(roomId: string, content: string | OutgoingMessage, options: WriteOptions = {}): Promise<PostedEvent> {
    const json = { txn_id: options.txnId ?? this.#newId(), content: asContent(content) }
    return this.#write('POST', path`/chat/v1/rooms/${roomId}/messages`, json, options)
  }

  /** Answers a message: the same as `send`, marked as a reply to it. */
  reply(
    roomId: string,
    eventId: string,
    content: string | OutgoingMessage,
    options: WriteOptions = {},
  ): Promise<PostedEvent> {
    const relation = { 'm.in_reply_to': { event_id: eventId } }
    return this.send(roomId, { ...asContent(content), 'm.relates_to': relation }, options)
  }

  /** Adds an event of another type: `m.reaction`, or an app's own `x.*`. */
  sendEvent(
    roomId: string,
    type: string,
    content: Record<string, unknown>,
    options: WriteOptions = {},
  ): Promise<PostedEvent> {
    const json = { type, txn_id: options.txnId ?? this.#newId(), content }
    return this.#write('POST', path`/chat/v1/rooms/${roomId}/events`, json, options)
  }

  edit(
    roomId: string,
    eventId: string,
    content: string | OutgoingMessage,
    options: WriteOptions = {},
  ): Promise<PostedEvent> {
    const json = { txn_id: options.txnId ?? this.#newId(), content: asContent(content) }
    return this.#write('PUT', path`/chat/v1/rooms/${roomId}/messages/${eventId}`, json, options)
  }

  async redact(roomId: string, eventId: string, reason?: string): Promise<void> {
    const at = path`/chat/v1/rooms/${roomId}/messages/${eventId}`
    await this.#calls.raw({ method: 'DELETE', path: at, query: { reason } })
  }

  async react(roomId: string, eventId: string, key: string): Promise<void> {
    await this.#calls.raw({ method: 'PUT', path: path`/chat/v1/rooms/${roomId}/messages/${eventId}/reactions/${key}` })
  }

  async unreact(roomId: string, eventId: string, key: string): Promise<void> {
    const at = path`/chat/v1/rooms/${roomId}/messages/${eventId}/reactions/${key}`
    await this.#calls.raw({ method: 'DELETE', path: at })
  }

  get(roomId: string, eventId: string): Promise<ChatEvent> {
    return this.#calls.json({ method: 'GET', path: path`/chat/v1/rooms/${roomId}/messages/${eventId}` })
  }

  /** One page of a room's history. */
  page(roomId: string, query: HistoryOptions = {}): Promise<HistoryPage> {
    return this.#calls.json({ method: 'GET', path: path`/chat/v1/rooms/${roomId}/messages`, query: { ...query } })
  }

  /** A message with what was said around it, `limit` events in all. */
  context(roomId: string, eventId: string, limit?: number): Promise<EventContext> {
    const at = path`/chat/v1/rooms/${roomId}/messages/${eventId}/context`
    return this.#calls.json({ method: 'GET', path: at, query: { limit } })
  }

  /** One page of the replies in a thread. */
  thread(roomId: string, rootId: string, query: HistoryOptions = {}): Promise<HistoryPage> {
    const at = path`/chat/v1/rooms/${roomId}/messages/${rootId}/thread`
    return this.#calls.json({ method: 'GET', path: at, query: { ...query } })
  }

  /** What a message said, its first version first. */
  async versions(roomId: string, eventId: string): Promise<EventVersion[]> {
    const at = path`/chat/v1/rooms/${roomId}/messages/${eventId}/edits`
    return (await this.#calls.json<EventVersions>({ method: 'GET', path: at })).versions
  }

  /** The pinned messages of a room, the newest pin first. */
  async pins(roomId: string): Promise<ChatEvent[]> {
    return (await this.#calls.json<PinList>({ method: 'GET', path: path`/chat/v1/rooms/${roomId}/pins` })).pins
  }

  async pin(roomId: string, eventId: string): Promise<void> {
    await this.#calls.raw({ method: 'PUT', path: path`/chat/v1/rooms/${roomId}/pins/${eventId}` })
  }

  async unpin(roomId: string, eventId: string): Promise<void> {
    await this.#calls.raw({ method: 'DELETE', path: path`/chat/v1/rooms/${roomId}/pins/${eventId}` })
  }

  /** Messages of the caller's rooms that say all the words of `q`, newest first; go on with the answer's `end` as `from`. */
  search(query: SearchQuery): Promise<SearchPage> {
    return this.#calls.json({ method: 'GET', path: '/chat/v1/search', query: { ...query } })
  }

  /** A room's history page after page, until it ends. */
  async *pages(roomId: string, options: HistoryOptions = {}): AsyncGenerator<HistoryPage> {
    let from = options.from
    for (;;) {
      const page = await this.page(roomId, { ...options, ...(from !== undefined && { from }) })
      if (page.chunk.length > 0) yield page
      if (page.end === undefined || page.end === from || page.chunk.length === 0) return
      from = page.end
    }
  }

  /** Moves the caller's own read marker; the answer counts what is left. */
  read(roomId: string, eventId: string): Promise<ReadMarkerAnswer> {
    const at = path`/chat/v1/rooms/${roomId}/read`
    return this.#calls.json({ method: 'PUT', path: at, json: { event_id: eventId } })
  }

  /**
   * Shows for `timeoutMs` that the caller is writing, or that they no longer are.
   *
   * @throws {Problem} MEMBER_MUTED or ROOM_ARCHIVED when they could not send either.
   */
  async typing(roomId: string, typing: boolean, timeoutMs = 5000): Promise<void> {
    const at = path`/chat/v1/rooms/${roomId}/typing`
    await this.#calls.raw({ method: 'PUT', path: at, json: { typing, timeout_ms: timeoutMs } })
  }

  #write(method: 'POST' | 'PUT', at: string, json: object, { signal }: WriteOptions): Promise<PostedEvent> {
    return this.#calls.json({ method, path: at, json, repeatable: true, ...(signal && { signal }) })
  }
}

function asContent(content: string | OutgoingMessage): OutgoingMessage {
  return typeof content === 'string' ? { msgtype: 'm.text', body: content } : content
}
