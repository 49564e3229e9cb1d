import type { OutgoingMessage } from '../client/index.ts'
import type { ChatEvent, Membership, PostedEvent } from '../schemas/index.ts'
import { type OutgoingFile, RoomWork, type WorkParts } from './room-work.ts'

export interface ContextParts extends WorkParts {
  event: ChatEvent
}

/**
 * One event in the hands of one handler. An event that is handled again after a crash or a failure has each of its
 * effects once. What a filter has found out is no longer optional: `on('message:text', (ctx) => ctx.text.length)`.
 */
export class EventContext extends RoomWork {
  readonly event: ChatEvent
  readonly #parts: ContextParts

  constructor(parts: ContextParts) {
    super(parts)
    this.event = parts.event
    this.#parts = parts
  }

  /** The same event for another handler, with effects of its own. */
  under(name: string): EventContext {
    return new EventContext({ ...this.#parts, cause: this.#parts.cause === '' ? name : `${this.#parts.cause}.${name}` })
  }

  get roomId(): string {
    return this.event.room_id
  }

  get sender(): string {
    return this.event.sender
  }

  get content(): Record<string, unknown> {
    return this.event.content
  }

  /** What a message, or its edit, says. */
  get text(): string | undefined {
    const said = (this.content['m.new_content'] ?? this.content) as { body?: unknown }
    return typeof said.body === 'string' ? said.body : undefined
  }

  /** Whom a message names. */
  get mentions(): readonly string[] | undefined {
    const mentions = this.content['m.mentions'] as { user_ids?: string[] } | undefined
    return Array.isArray(mentions?.user_ids) ? mentions.user_ids : undefined
  }

  /** The message that this one answers. */
  get repliesTo(): string | undefined {
    const { is_falling_back, 'm.in_reply_to': replied } = this.#relation
    return is_falling_back ? undefined : replied?.event_id
  }

  get threadRoot(): string | undefined {
    return this.#relation.rel_type === 'm.thread' ? this.#relation.event_id : undefined
  }

  /** What a reaction, an edit or a redaction is about. */
  get target(): string | undefined {
    const { redacts } = this.content
    return this.#relation.event_id ?? (typeof redacts === 'string' ? redacts : undefined)
  }

  /** What a reaction shows. */
  get key(): string | undefined {
    return this.#relation.key
  }

  /** Whom a change of membership is about. */
  get subject(): string | undefined {
    return this.event.state_key
  }

  get membership(): Membership | undefined {
    return this.content.membership as Membership | undefined
  }

  /** Says something in the event's room. Plain text goes out as a notice, which bots do not answer. */
  say(content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.sayIn(this.roomId, content)
  }

  /** As `say`, marked as an answer to this event. */
  reply(content: string | OutgoingMessage): Promise<PostedEvent> {
    const said = typeof content === 'string' ? { msgtype: 'm.notice', body: content } : content
    return this.say({ ...said, 'm.relates_to': { 'm.in_reply_to': { event_id: this.event.event_id } } })
  }

  /** Gives a message of the bot's a new content. */
  edit(message: string | PostedEvent, content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.editIn(this.roomId, typeof message === 'string' ? message : message.event_id, content)
  }

  /** Puts a reaction on this event. */
  async react(key: string): Promise<void> {
    await this.once(async () => {
      await this.client.messages.react(this.roomId, this.event.event_id, key)
      return null
    })
  }

  /** Uploads a file and says it in the event's room. */
  upload(file: OutgoingFile): Promise<PostedEvent> {
    return this.uploadTo(this.roomId, file)
  }

  /** Takes this event's content away; for bots that are moderators. */
  async redact(reason?: string): Promise<void> {
    await this.once(async () => {
      await this.client.messages.redact(this.roomId, this.event.event_id, reason)
      return null
    })
  }

  protected override get chanceName(): string {
    return this.event.event_id
  }

  get #relation(): {
    rel_type?: string
    event_id?: string
    key?: string
    is_falling_back?: boolean
    'm.in_reply_to'?: { event_id: string }
  } {
    const relation = this.content['m.relates_to']
    return typeof relation === 'object' && relation !== null ? relation : {}
  }
}
