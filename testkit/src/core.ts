import { buildChat } from '@bartab/chat/src/app.ts'
import { Chat } from '@bartab/chat/src/chat.ts'
import {
  type App,
  type Caller,
  Lifecycle,
  loadConfig,
  Metrics,
  Readiness,
  serverConfig,
  type TokenVerifier,
} from '@bartab/kit'
import { openDatabase } from '@bartab/kit/sqlite'
import type { ChatEvent } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chance } from './chance.ts'

export const origin = 'http://chat.test'
const migrations = new URL(import.meta.resolve('@bartab/chat/src/store/migrations/'))

let app: App | undefined
let current: Chat | undefined
let tail: Promise<unknown> = Promise.resolve()

export interface CoreAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

export interface CoreCall {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
}

/** The real chat, in memory, with the virtual time of one world. */
export class Core {
  readonly chat: Chat

  constructor(clock: () => number, chance: Chance) {
    const db = openDatabase({ file: ':memory:', migrations, durability: 'full' })
    this.chat = new Chat({ db, clock, randomBytes: chance.bytes, publicUrl: origin, post: async () => 200 })
  }

  /** Settles when the chat can be called. */
  async ready(): Promise<void> {
    await server().ready()
  }

  /** One call after the other, in all worlds: the server answers from the chat of the world whose turn it is. */
  call({ method, url, headers, body }: CoreCall): Promise<CoreAnswer> {
    const turn = tail.then(async () => {
      current = this.chat
      const payload = body === undefined ? {} : { payload: body }
      const answer = await server().inject({ method: method as 'GET', url, headers, ...payload })
      const kept = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
      return { status: answer.statusCode, headers: Object.fromEntries(kept), body: answer.payload }
    })
    tail = turn.catch(() => undefined)
    return turn
  }

  /** The whole log, in its order. */
  log(): ChatEvent[] {
    const { events, users, roomNames, types } = this.chat.store
    return Array.from({ length: events.head() }, (_, index) => events.bySeq(index + 1))
      .filter((row) => row !== undefined)
      .map((row) => ({
        event_id: row.eventId,
        type: types.name(row.typeNo),
        room_id: roomNames.name(row.roomNo),
        sender: users.name(row.senderNo),
        origin_server_ts: row.ts,
        content: JSON.parse(row.content) as Record<string, unknown>,
        ...(row.stateKey !== null && { state_key: row.stateKey }),
      }))
  }

  /** When an update of a bot's is next handed out by itself. */
  nextDueTs(userId: string): number {
    const userNo = this.chat.store.users.find(userId)
    return (userNo === undefined ? undefined : this.chat.store.bots.nextDue(userNo)) ?? Infinity
  }

  close(): void {
    this.chat.close()
    this.chat.store.db.close()
  }
}

/** One HTTP server for all worlds of the process: to compile its schemas takes longer than most scenarios. */
function server(): App {
  if (app) return app
  const config = loadConfig(Type.Object(serverConfig), { BARTAB_ISSUER: origin, BARTAB_LOG_LEVEL: 'silent' })
  const lifecycle = new Lifecycle()
  const clock = () => current?.clock() ?? 0
  const parts = { version: '0', config, clock, lifecycle, metrics: new Metrics(), readiness: new Readiness() }
  app = buildChat(chatOfTheCall, { ...parts, verifier: nameTag })
  lifecycle.markReady()
  return app
}

function here(): Chat {
  if (!current) throw new Error('a call outside of all worlds')
  return current
}

const chatOfTheCall = new Proxy({} as Chat, {
  get(_, key) {
    const chat = here()
    const value: unknown = Reflect.get(chat, key, chat)
    return typeof value === 'function' ? value.bind(chat) : value
  },
})

const everything = ['chat:read', 'chat:write', 'media:read', 'media:write'] as const

/** In a world, a token says who bears it: `person-ID` or `bot-ID`. */
const nameTag: TokenVerifier = {
  async verify(token): Promise<Caller> {
    const [, kind, userId = ''] = /^(person|bot)-(.*)$/.exec(token) ?? []
    const now = here().clock()
    const ids = { userId, sessionId: userId, tokenId: userId, clientId: 'web', keyId: 'test' }
    const scopes = new Set(kind === 'bot' ? ([...everything, 'bot'] as const) : everything)
    const roles = [kind === 'bot' ? 'bot' : 'member']
    return { ...ids, issuedAt: now, expiresAt: now + 600_000, scopes, roles, methods: ['pwd'], token }
  },
}
