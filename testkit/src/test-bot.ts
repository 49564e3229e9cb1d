import { Bot, type BotOptions, type LocalStore, MemoryStore } from '@bartab/sdk/bot'
import type { Network } from './network.ts'
import type { Account } from './town.ts'
import type { World } from './world.ts'

/** Gives a bot its handlers. */
export type Install = (bot: Bot) => void

/** How long a process that died takes to be there again. Milliseconds, virtual. */
const restartMs = 500

/** A bot in a world: a process that can be killed and started again, and the storage that outlives it. */
export class TestBot {
  readonly account: Account
  /** Lines of its log, over all its lives. */
  readonly log: string[] = []
  /** How often it was started. */
  lives = 0
  /** The bot as it runs now. */
  bot: Bot | undefined
  readonly #world: World
  readonly #network: Network
  readonly #install: Install
  readonly #options: Partial<BotOptions>
  readonly #storage: LocalStore
  #kill = new AbortController()

  constructor(world: World, network: Network, account: Account, install: Install, options: Partial<BotOptions>) {
    this.#world = world
    this.#network = network
    this.account = account
    this.#install = install
    this.#options = options
    this.#storage = options.storage ?? new MemoryStore()
  }

  get userId(): string {
    return this.account.userId
  }

  start(): void {
    this.#kill = new AbortController()
    const { signal } = this.#kill
    const line = {
      account: this.account,
      weak: true,
      isDead: () => signal.aborted,
      die: () => this.#dieAndReturn(signal),
    }
    const { sleep, ...around } = this.#world.surroundings()
    const mortal = (ms: number, by?: AbortSignal) => sleep(ms, by ? AbortSignal.any([by, signal]) : signal)
    this.lives++
    this.bot = new Bot({
      url: 'http://chat.test',
      credentials: { client_id: this.account.name, client_secret: 'secret' },
      log: (level, message) => signal.aborted || this.log.push(`${level}: ${message}`),
      ...this.#options,
      storage: mortalStorage(this.#storage, signal),
      surroundings: { ...around, sleep: mortal, fetch: this.#network.connect(line) },
    })
    this.#install(this.bot)
    this.bot.start().catch((error: unknown) => {
      if (!signal.aborted) this.log.push(`error: ${String(error)}`)
    })
  }

  /** Ends it as `kill -9` does: nothing more of it is written or sent. */
  kill(): void {
    this.#kill.abort(new DOMException('the process is dead', 'AbortError'))
    this.bot?.stop()
  }

  /** Lets its handlers finish, as a stop of its container does. */
  async stop(): Promise<void> {
    this.bot?.stop()
    await this.#world.settle()
  }

  #dieAndReturn(life: AbortSignal): void {
    if (life.aborted) return
    this.kill()
    void this.#world
      .surroundings()
      .sleep(restartMs)
      .then(() => this.#world.isOpen && this.start())
  }
}

/** What a dead process writes is not written. */
function mortalStorage(storage: LocalStore, signal: AbortSignal): LocalStore {
  const alive = () => signal.throwIfAborted()
  return {
    async read(key) {
      alive()
      return storage.read(key)
    },
    async write(key, text) {
      alive()
      await storage.write(key, text)
    },
    async remove(key) {
      alive()
      await storage.remove(key)
    },
  }
}
