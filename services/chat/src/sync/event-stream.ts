import { type Caller, ChunkedBody } from '@bartab/kit'
import type { FastifyReply } from 'fastify'
import type { Chat } from '../chat.ts'
import type { SyncResult } from './sync-answer.ts'
import type { SyncQuestion } from './sync-desk.ts'

/** How often a stream with nothing to say shows that it lives, in milliseconds. */
const heartbeatMs = 25_000

/**
 * The answers of sync as server-sent events: `data` is one answer, `id` its cursor, for `?since=` when coming back.
 * Ends when the server drains, when the token expires, with the session, and with the client. A client that reads slowly gets fewer and larger answers.
 */
export function streamSync(chat: Chat, question: SyncQuestion, reply: FastifyReply, caller: Caller): void {
  const head = { ...headersOf(reply), 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
  new EventStream(chat, question, new ChunkedBody(reply.raw, head), caller).begin()
}

const headersOf = (reply: FastifyReply) => reply.getHeaders() as Record<string, string>

const message = ({ cursor, body }: SyncResult): string => `id: ${cursor}\ndata: ${body}\n\n`

/** One reader for as long as the stream lasts: what each event costs is an answer and a write, with no timer and no promise. */
class EventStream {
  readonly #chat: Chat
  readonly #body: ChunkedBody
  readonly #caller: Caller
  #question: SyncQuestion
  #saidTs: number
  #timer: NodeJS.Timeout | undefined
  #leave: (() => void)[] = []

  constructor(chat: Chat, question: SyncQuestion, body: ChunkedBody, caller: Caller) {
    this.#chat = chat
    this.#question = question
    this.#body = body
    this.#caller = caller
    this.#saidTs = chat.clock()
  }

  begin(): void {
    const { desk, held } = this.#chat
    const tell = () => this.#tell()
    const end = () => this.#end()
    this.#leave = [held.add(this.#caller, end), desk.follow(this.#question.userNo, tell)]
    this.#body.watch(tell, end)
    if (desk.draining) end()
    else this.#look()
  }

  #tell(): void {
    if (this.#chat.clock() >= this.#caller.expiresAt) this.#end()
    else if (!this.#body.isFull && !this.#body.isOver) this.#tellNews()
  }

  /** All that is new, as one answer. */
  #tellNews(): void {
    const { desk } = this.#chat
    const news = desk.news(this.#question)
    if (news !== undefined) this.#question = { ...this.#question, since: news.position, rebase: false }
    if (news?.anything === true) this.#write(message(news))
    if (desk.draining) this.#end()
  }

  #write(text: string): void {
    this.#saidTs = this.#chat.clock()
    this.#body.write(text)
  }

  /** Says something when the stream was silent for long, and looks again when it will have been, or when the token expires. */
  #look(): void {
    this.#tell()
    if (this.#body.isOver) return
    const now = this.#chat.clock()
    if (now - this.#saidTs >= heartbeatMs) this.#showLife(now)
    const due = Math.min(this.#saidTs + heartbeatMs, this.#caller.expiresAt)
    this.#timer = setTimeout(() => this.#look(), Math.max(0, due - now))
  }

  #showLife(now: number): void {
    // to a client that has not taken in the last answer there is no use in saying more
    if (this.#body.isFull) this.#saidTs = now
    else this.#write(': nothing new\n\n')
  }

  #end(): void {
    clearTimeout(this.#timer)
    for (const leave of this.#leave.splice(0)) leave()
    this.#body.end()
  }
}
