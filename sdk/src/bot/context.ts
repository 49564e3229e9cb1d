import type { Client, OutgoingMessage } from '../client/index.ts'
import type { ChatEvent, PostedEvent } from '../schemas/index.ts'

/** The account that a bot speaks with. */
export interface BotIdentity {
  userId: string
  name: string
}

export interface ContextParts {
  client: Client
  me: BotIdentity
  event: ChatEvent
  /** Names the handler among all handlers of the bot, the same at every start. */
  handler: string
}

/**
 * One event in the hands of one handler. Every write gets its transaction id from the event, the handler and its place
 * among the handler's writes: an event that is handled again after a crash has its effect once.
 */
export class EventContext {
  readonly client: Client
  readonly me: BotIdentity
  readonly event: ChatEvent
  readonly #handler: string
  #writes = 0

  constructor({ client, me, event, handler }: ContextParts) {
    this.client = client
    this.me = me
    this.event = event
    this.#handler = handler
  }

  get roomId(): string {
    return this.event.room_id
  }

  get sender(): string {
    return this.event.sender
  }

  /** Says something in the room. Plain text goes out as a notice, which bots do not answer. */
  say(content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.client.messages.send(this.roomId, asNotice(content), this.#once())
  }

  /** As `say`, marked as an answer to this event. */
  reply(content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.client.messages.reply(this.roomId, this.event.event_id, asNotice(content), this.#once())
  }

  /** Gives a message of the bot's a new content. */
  edit(eventId: string, content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.client.messages.edit(this.roomId, eventId, asNotice(content), this.#once())
  }

  react(key: string): Promise<void> {
    return this.client.messages.react(this.roomId, this.event.event_id, key)
  }

  #once() {
    return { txnId: `${this.event.event_id}.${this.#handler}.${this.#writes++}` }
  }
}

function asNotice(content: string | OutgoingMessage): OutgoingMessage {
  return typeof content === 'string' ? { msgtype: 'm.notice', body: content } : content
}

/** A message that somebody else said. */
export class MessageContext extends EventContext {
  get text(): string {
    return typeof this.event.content.body === 'string' ? this.event.content.body : ''
  }
}

/** A message that begins with `/name`. */
export class CommandContext extends MessageContext {
  /** What follows the command's name. */
  readonly args: string

  constructor(parts: ContextParts, args: string) {
    super(parts)
    this.args = args
  }
}
