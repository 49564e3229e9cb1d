import { randomBytes } from 'node:crypto'
import { type Caller, Lifecycle, loadConfig, Metrics, Readiness, serverConfig, type TokenVerifier } from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import type { ChatEvent, Room, Scope, SyncAnswer } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import { buildChat } from '../app.ts'
import { Chat } from '../chat.ts'
import { UlidSequence } from '../domain/ulid-sequence.ts'
import type { Post } from '../webhooks/post.ts'

export interface Answer<T = Record<string, unknown>> {
  status: number
  body: T & { code?: string }
  headers: Record<string, unknown>
}

export interface LabOptions {
  file?: string
  clock?: () => number
  post?: Post
  /** Another lab whose people are the ones here. */
  people?: Lab
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A whole chat in this process, on a database of its own, with people who are who they say. */
export class Lab implements AsyncDisposable {
  readonly chat: Chat
  readonly app: ReturnType<typeof buildChat>
  readonly lifecycle = new Lifecycle()
  readonly #ids: UlidSequence
  readonly #people: Map<string, string>

  constructor({ file = ':memory:', clock = Date.now, post = async () => 200, people }: LabOptions = {}) {
    const db = openDatabase({ file, migrations: new URL('../store/migrations/', import.meta.url), durability: 'full' })
    this.chat = new Chat({ db, clock, randomBytes, publicUrl: 'http://lab', post })
    this.#people = people === undefined ? new Map() : people.#people
    this.#ids = new UlidSequence({ clock: Date.now, randomBytes })
    const config = loadConfig(Type.Object(serverConfig), { BARTAB_ISSUER: 'http://lab', BARTAB_LOG_LEVEL: 'silent' })
    const { lifecycle } = this
    const [metrics, readiness] = [new Metrics(), new Readiness()]
    this.app = buildChat(this.chat, { version: '0', config, clock, lifecycle, metrics, readiness, verifier: nameTag })
    lifecycle.markReady()
  }

  /** Somebody's id; each name is one person, whose token is what `bearer` says. */
  id(name: string): string {
    const known = this.#people.get(name) ?? this.#ids.next()
    this.#people.set(name, known)
    return known
  }

  async call<T = Record<string, unknown>>(
    name: string,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    const answer = await this.app.inject({
      method,
      url: `/chat/v1${path}`,
      headers: {
        ...bearer(name, this.id(name)),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  }

  /** A room of the first person, with the others in it. */
  async room(owner: string, others: string[] = [], kind: 'public' | 'private' = 'private'): Promise<string> {
    const invite = others.map((name) => this.id(name))
    const made = await this.call<Room>(owner, 'POST', '/rooms', { kind, name: 'A room', invite })
    for (const name of others) await this.call(name, 'POST', `/rooms/${made.body.room_id}/join`)
    return made.body.room_id
  }

  /** Sends a text and gives the event's id. */
  async say(name: string, room: string, body: string, more: Record<string, unknown> = {}): Promise<string> {
    const content = { msgtype: 'm.text', body, ...more }
    const sent = await this.call<{ event_id: string }>(name, 'POST', `/rooms/${room}/messages`, {
      txn_id: this.txn(),
      content,
    })
    if (sent.status !== 201) throw new Error(`${name} could not say ${body}: ${JSON.stringify(sent.body)}`)
    return sent.body.event_id
  }

  txn(): string {
    return `txn-${this.#ids.next()}`
  }

  async sync(name: string, since?: string, more: Record<string, string> = {}): Promise<SyncAnswer> {
    const query = new URLSearchParams({ timeout: '0', ...(since === undefined ? {} : { since }), ...more })
    const answer = await this.call<SyncAnswer>(name, 'GET', `/sync?${query}`)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }

  async history(name: string, room: string, query = ''): Promise<ChatEvent[]> {
    return (await this.call<{ chunk: ChatEvent[] }>(name, 'GET', `/rooms/${room}/messages${query}`)).body.chunk
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lifecycle.stop()
    await this.app.close()
    this.chat.close()
    this.chat.store.db.close()
  }
}

/** The texts said in some events. */
export const texts = (events: ChatEvent[]): unknown[] => events.flatMap(({ content }) => content.body ?? [])

const everything = ['chat:read', 'chat:write'] as const

/** A name that begins with `bot` is a bot's, `operator` is the operator, `powerless` may nothing, and `nobody` has no token. */
export function bearer(name: string, id: string): { authorization?: string } {
  if (name === 'nobody') return {}
  const kind = name.startsWith('bot') ? 'bot-' : name === 'operator' || name === 'powerless' ? `${name}-` : ''
  return { authorization: `Bearer ${kind}${id}` }
}

function scopesOf(kind: string | undefined): readonly Scope[] {
  if (kind === 'powerless') return []
  if (kind === 'read') return ['chat:read']
  if (kind === 'bot') return [...everything, 'bot']
  return kind === 'operator' ? [...everything, 'chat:admin'] : everything
}

/** In the lab a token is its bearer's id. `read-` before it leaves writing out, `powerless-` everything; `bot-` makes a bot of its bearer, `operator-` the operator. */
const nameTag: TokenVerifier = {
  async verify(token): Promise<Caller> {
    const [, kind, userId = token] = /^(?:(read|bot|operator|powerless)-)?(.*)$/.exec(token) ?? []
    const scopes = new Set(scopesOf(kind))
    const times = { issuedAt: Date.now(), expiresAt: Date.now() + 600_000 }
    const ids = { userId, sessionId: userId, tokenId: userId, clientId: 'web', keyId: 'k' }
    return { ...ids, ...times, scopes, roles: [kind === 'bot' ? 'bot' : 'member'], methods: ['pwd'], token }
  },
}
