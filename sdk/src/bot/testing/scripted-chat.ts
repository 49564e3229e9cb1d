import { json, type Script, ScriptedWorld, type Seen, tokens } from '../../client/testing/scripted-world.ts'
import type { ChatEvent, SyncAnswer } from '../../schemas/index.ts'
import { Bot, type BotOptions } from '../bot.ts'

export const botId = '01J00000000000000000000B0T'
export const ann = '01J00000000000000000000ANN'
export const bar = '01J0000000000000000000R00M'

let made = 0

/** A message that Ann says in the bar. */
export function said(body: string, more: Partial<ChatEvent> = {}): ChatEvent {
  const event_id = `01J0000000000000000000${String(++made).padStart(4, '0')}`
  const content = { msgtype: 'm.text', body }
  return { event_id, type: 'm.room.message', room_id: bar, sender: ann, origin_server_ts: 1, content, ...more }
}

export function answer(next_batch: string, more: Partial<SyncAnswer> = {}): SyncAnswer {
  return { next_batch, events: [], rooms: {}, left: [], typing: {}, presence: {}, ...more }
}

export function roomIn(state: Partial<SyncAnswer['rooms'][string]>): SyncAnswer['rooms'] {
  const times = { created_ts: 0, last_ts: 0 }
  const counts = { member_count: 2, unread: 0, mentions: 0 }
  const room = { room_id: bar, kind: 'public' as const, name: 'bar', topic: '', ...times, ...counts }
  return { [bar]: { ...room, membership: 'join', role: 'member', limited: false, ...state } }
}

/** What a bot did to a chat that answers its polls by a script and stops it when the script is out. */
export class ScriptedChat {
  readonly world: ScriptedWorld
  readonly log: string[] = []
  readonly bot: Bot
  readonly #answers: SyncAnswer[]

  constructor(
    answers: SyncAnswer[],
    options: Partial<BotOptions> = {},
    over: Script = () => new Response('', { status: 404 }),
  ) {
    this.#answers = [...answers]
    this.world = new ScriptedWorld((seen) => this.#reply(seen, over))
    this.bot = new Bot({
      url: 'http://chat.test',
      credentials: { client_id: 'bot-1', client_secret: 's3cret' },
      surroundings: this.world.surroundings,
      log: (_level, message) => this.log.push(message),
      ...options,
    })
  }

  /** The bodies of what the bot posted. */
  get posted(): { txn_id: string; content: Record<string, unknown> }[] {
    return this.calls('POST', /\/messages$/).map(({ body }) => JSON.parse(body))
  }

  /** The texts of what the bot said. */
  get texts(): unknown[] {
    return this.posted.map(({ content }) => content.body)
  }

  calls(method: string, path: RegExp): Seen[] {
    return this.world.seen.filter((seen) => seen.method === method && path.test(seen.path))
  }

  async #reply(seen: Seen, over: Script): Promise<Response> {
    const special = await over(seen)
    if (special.status !== 404) return special
    if (seen.path === '/auth/v1/oauth2/token') return json({ ...tokens('bot'), user_id: botId })
    if (seen.path === '/auth/v1/me') return json({ user_id: botId, username: 'echo' })
    if (seen.path === '/chat/v1/sync') return json(this.#next(seen.query.get('since')))
    return json({ event_id: '01J0000000000000000000EVNT', origin_server_ts: 1 })
  }

  #next(since: string | null): SyncAnswer {
    const next = this.#answers.shift()
    if (!next) this.bot.stop()
    return next ?? answer(since ?? 'none')
  }
}
