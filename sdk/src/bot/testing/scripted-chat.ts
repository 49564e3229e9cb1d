import { json, type Script, ScriptedWorld, type Seen, tokens } from '../../client/testing/scripted-world.ts'
import type { ChatEvent, UpdateBatch } from '../../schemas/index.ts'
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

/** What a bot did to a chat that hands it a script of updates, batch by batch, and stops it once all of them are settled. */
export class ScriptedChat {
  readonly world: ScriptedWorld
  readonly log: string[] = []
  readonly bot: Bot
  readonly acknowledged: number[] = []
  readonly givenBack: { seq: number; reason: string }[] = []
  readonly #batches: ChatEvent[][]
  #seq = 0

  constructor(
    batches: ChatEvent[][],
    options: Partial<BotOptions> = {},
    over: Script = () => new Response('', { status: 404 }),
  ) {
    this.#batches = [...batches]
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
    if (seen.path === '/chat/v1/updates') return json(await this.#next())
    if (seen.path === '/chat/v1/updates/ack') this.acknowledged.push(...JSON.parse(seen.body).seqs)
    if (seen.path === '/chat/v1/updates/nack') this.givenBack.push(JSON.parse(seen.body))
    return json({ event_id: '01J0000000000000000000EVNT', origin_server_ts: 1, acknowledged: 1 })
  }

  async #next(): Promise<UpdateBatch> {
    const batch = this.#batches.shift()
    if (!batch) {
      while (this.acknowledged.length + this.givenBack.length < this.#seq) await new Promise(setImmediate)
      this.bot.stop()
    }
    const updates = (batch ?? []).map((event) => ({ seq: ++this.#seq, attempt: 1, event }))
    return { updates, leased_until_ts: this.world.now + 60_000 }
  }
}
