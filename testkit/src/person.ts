import { Client, MemoryTokenStore } from '@bartab/sdk/client'
import type { PostedEvent } from '@bartab/sdk/schemas'
import type { TestRoom } from './room.ts'
import { type Account, tokenOf } from './town.ts'
import type { World } from './world.ts'

/** Somebody in a world. Their line is good: what fails, fails between the bots and the server. */
export class Person {
  readonly client: Client
  readonly account: Account
  readonly #world: World

  constructor(world: World, account: Account, fetch: typeof globalThis.fetch) {
    this.#world = world
    this.account = account
    const tokens = new MemoryTokenStore()
    const far = Number.MAX_SAFE_INTEGER
    void tokens.save({ access_token: tokenOf(account), expires_ts: far, user_id: account.userId, scope: '' })
    this.client = new Client({ url: 'http://chat.test', tokens, surroundings: { fetch, ...world.surroundings() } })
  }

  get userId(): string {
    return this.account.userId
  }

  get name(): string {
    return this.account.name
  }

  /** Says something, and lets everybody take it in. */
  async say(room: TestRoom, text: string, more: Record<string, unknown> = {}): Promise<PostedEvent> {
    const posted = await this.client.messages.send(room.id, { msgtype: 'm.text', body: text, ...more })
    await this.#world.settle()
    return posted
  }

  async react(room: TestRoom, message: PostedEvent, key: string): Promise<void> {
    await this.client.messages.react(room.id, message.event_id, key)
    await this.#world.settle()
  }
}
