import type { Client, OutgoingMessage } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import type { Media, OwnAccount, SyncAnswer } from '@bartab/sdk/schemas'
import { afterHistory, afterRead, afterSync, type ChatState, emptyChat } from '../chat/chat-state.ts'
import { Commands } from './commands.ts'
import { Lookbacks } from './lookbacks.ts'
import { RoomMembers } from './members.ts'
import { Observable } from './observable.ts'
import { type Draft, Outbox } from './outbox.ts'
import { People } from './people.ts'
import { StepUp } from './step-up.ts'
import { Unfinished } from './unfinished.ts'

/** How the connection is. */
export type Link = { state: 'connecting' } | { state: 'live' } | { state: 'broken'; problem: Problem }

/** Somebody who is logged in, and all that they see and do. */
export class ChatSession {
  readonly client: Client
  readonly me: OwnAccount
  readonly people: People
  readonly members: RoomMembers
  readonly commands: Commands
  readonly lookbacks: Lookbacks
  readonly unfinished: Unfinished
  readonly outbox = new Outbox()
  readonly stepUp = new StepUp()
  readonly chat = new Observable<ChatState>(emptyChat)
  readonly link = new Observable<Link>({ state: 'connecting' })
  /** The last thing that did not work; shown until it is closed. */
  readonly problem = new Observable<Problem | undefined>(undefined)
  readonly #stop = new AbortController()
  readonly #paging = new Set<string>()

  constructor(client: Client, me: OwnAccount) {
    this.client = client
    this.me = me
    this.people = new People(client)
    this.members = new RoomMembers(client, this.people)
    this.commands = new Commands(client)
    this.lookbacks = new Lookbacks(client, this.chat)
    this.unfinished = new Unfinished(localStorage, me.user_id)
  }

  get isAdmin(): boolean {
    return this.me.scopes.includes('auth:admin')
  }

  /** Follows the chat until `close`. */
  async run(): Promise<void> {
    void this.attempt(() => this.people.load())
    const onError = (problem: Problem) => this.link.set({ state: 'broken', problem })
    try {
      for await (const answer of this.client.sync({ signal: this.#stop.signal, onError })) this.#take(answer)
    } catch (error) {
      this.#report(error)
    }
  }

  /** Ends the session, and leaves nothing that was written in this browser. */
  async logOut(): Promise<void> {
    Unfinished.forget(localStorage)
    await this.client.auth.logout()
  }

  close(): void {
    this.#stop.abort()
  }

  /** Does something that may fail, and shows the problem where it does. */
  async attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action()
    } catch (error) {
      this.#report(error)
      return undefined
    }
  }

  /** As `attempt`, with a proof where the server wants one. Whoever does not give it is left in peace. */
  async prove<T>(action: () => Promise<T>): Promise<T | undefined> {
    return this.attempt(() => this.stepUp.around(action).catch(givenUp))
  }

  /** Shows the message at once and sends it; one that does not get there stays, with its problem. */
  async send(roomId: string, content: OutgoingMessage, txnId = newTxnId()): Promise<void> {
    const draft: Draft = { txnId, roomId, content, ts: Date.now() }
    this.outbox.add(draft)
    try {
      await this.client.messages.send(roomId, content, { txnId })
      this.outbox.arrived(txnId)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.outbox.fail(txnId, error)
    }
  }

  /** Uploads a file to a room and says so there; `relation` puts it into a thread. */
  async sendFile(roomId: string, file: File, relation: object = {}): Promise<void> {
    await this.attempt(async () => {
      const media = await this.client.media.upload(file, { roomId, filename: file.name })
      await this.send(roomId, { ...contentOfFile(file.name, media), ...relation })
    })
  }

  /** Fetches one more page of a room's past. */
  async loadOlder(roomId: string): Promise<void> {
    const from = this.chat.value.rooms[roomId]?.before
    if (from === undefined || this.#paging.has(roomId)) return
    this.#paging.add(roomId)
    await this.attempt(async () => {
      const page = await this.client.messages.page(roomId, { from, limit: 50 })
      this.people.meetSenders(page.chunk)
      this.chat.update((state) => afterHistory(state, roomId, from, page))
    })
    this.#paging.delete(roomId)
  }

  /** Marks a room as read up to its end. */
  async markRead(roomId: string): Promise<void> {
    const last = this.chat.value.rooms[roomId]?.events.at(-1)
    if (!last) return
    const counts = await this.client.messages.read(roomId, last.event_id).catch(() => undefined)
    if (counts) this.chat.update((state) => afterRead(state, roomId, counts))
  }

  #take(answer: SyncAnswer): void {
    if (this.link.value.state === 'broken') void this.#sendStranded()
    this.link.set({ state: 'live' })
    if (answer.rebase) this.lookbacks.close()
    this.people.meetSenders(answer.events)
    this.people.meet(Object.keys(answer.presence))
    this.chat.update((state) => afterSync(state, answer))
    this.outbox.drop(answer.events.flatMap(({ txn_id }) => txn_id ?? []))
    this.outbox.dropSent(Object.values(answer.rooms).flatMap(({ limited, room_id }) => (limited ? room_id : [])))
  }

  /** What did not get out while the connection was broken goes out now, in the order of writing. */
  async #sendStranded(): Promise<void> {
    for (const { roomId, content, txnId } of this.outbox.stranded()) await this.send(roomId, content, txnId)
  }

  #report(error: unknown): void {
    if (!(error instanceof Problem)) throw error
    this.problem.set(error)
  }
}

function givenUp(error: unknown): undefined {
  if (!(error instanceof Problem) || error.code !== 'STEP_UP_REQUIRED') throw error
}

function contentOfFile(name: string, media: Media): OutgoingMessage {
  const { media_id, url, mimetype, size, w, h, placeholder } = media
  const msgtype = mimetype.startsWith('image/') ? 'm.image' : 'm.file'
  return { msgtype, body: name, media_id, url, info: { mimetype, size, w, h, placeholder } }
}

// Not crypto.randomUUID: browsers keep it from pages on plain http, such as a server on the local network.
function newTxnId(): string {
  return `web-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')}`
}
