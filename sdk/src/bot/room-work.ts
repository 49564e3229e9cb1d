import type { Client, OutgoingMessage, UploadOptions } from '../client/index.ts'
import type { Media, PostedEvent } from '../schemas/index.ts'
import { dice, type Effects } from './effects.ts'

/** The account that a bot speaks with. */
export interface BotIdentity {
  userId: string
  name: string
}

export interface WorkParts {
  client: Client
  me: BotIdentity
  effects: Effects
  /** What the work comes from: an event and a handler, a job, a step of a conversation. */
  cause: string
  later: (job: string, delayMs: number, data: unknown, id: string) => Promise<void>
}

/** A picture or a file to be said. */
export interface OutgoingFile extends Pick<UploadOptions, 'filename' | 'contentType'> {
  content: Blob | Uint8Array<ArrayBuffer> | string
  /** What stands beside it, and in its place where it cannot be shown. Default: the file's name. */
  body?: string
}

/** What a bot does, effect by effect. Each has its own transaction id, the same at every run, and so counts once. */
export class RoomWork {
  readonly client: Client
  readonly me: BotIdentity
  readonly #parts: WorkParts
  #count = 0
  #random: (() => number) | undefined

  constructor(parts: WorkParts) {
    this.client = parts.client
    this.me = parts.me
    this.#parts = parts
  }

  /** Says something in a room. Plain text goes out as a notice, which bots do not answer. */
  sayIn(roomId: string, content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.once((txnId) => this.client.messages.send(roomId, asNotice(content), { txnId }))
  }

  /** Gives one of the bot's own messages a new content. */
  editIn(roomId: string, eventId: string, content: string | OutgoingMessage): Promise<PostedEvent> {
    return this.once((txnId) => this.client.messages.edit(roomId, eventId, asNotice(content), { txnId }))
  }

  /** Uploads a file for a room and says it there. */
  uploadTo(roomId: string, { content, body, ...options }: OutgoingFile): Promise<PostedEvent> {
    return this.once(async (txnId) => {
      const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain' }) : content
      const media = await this.client.media.upload(blob, { ...options, roomId })
      return this.client.messages.send(roomId, fileMessage(media, body ?? options.filename ?? 'file'), { txnId })
    })
  }

  /** Any other effect, done under an id that is the same at every run. Its outcome must be JSON. */
  once<T>(effect: (txnId: string) => Promise<T>): Promise<T> {
    return this.#parts.effects.perform(`${this.#parts.cause}.${this.#count++}`, effect)
  }

  /** Has a job done later; see `Bot.job`. It waits in the bot's storage, over restarts. */
  async later(job: string, delayMs: number, data: unknown = null): Promise<void> {
    await this.once(async (txnId) => {
      await this.#parts.later(job, delayMs, data, txnId)
      return null
    })
  }

  /** A number from 0 up to 1: chance that falls the same way when the same work is done again. */
  random(): number {
    this.#random ??= dice(`${this.chanceName}.${this.#parts.cause}`)
    return this.#random()
  }

  /** What this work's chance is drawn from. */
  protected get chanceName(): string {
    return this.me.userId
  }
}

function asNotice(content: string | OutgoingMessage): OutgoingMessage {
  return typeof content === 'string' ? { msgtype: 'm.notice', body: content } : content
}

function fileMessage(media: Media, body: string): OutgoingMessage {
  const { media_id, url, mimetype, size, w, h, placeholder } = media
  const kind = /^(image|audio|video)\//.exec(mimetype)?.[1] ?? 'file'
  const info = { mimetype, size, ...(w && { w }), ...(h && { h }), ...(placeholder && { placeholder }) }
  return { msgtype: `m.${kind}`, body, media_id, url, info }
}
