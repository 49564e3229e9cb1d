import { UlidSequence } from '@bartab/chat/src/domain/ulid-sequence.ts'
import type { BotOptions } from '@bartab/sdk/bot'
import { Chance } from './chance.ts'
import { Core } from './core.ts'
import type { Faults } from './faults.ts'
import { Network } from './network.ts'
import { Person } from './person.ts'
import { TestRoom } from './room.ts'
import { type Install, TestBot } from './test-bot.ts'
import { Town } from './town.ts'
import { transcriptLine } from './transcript.ts'
import { VirtualTime } from './virtual-time.ts'

export interface WorldOptions {
  /** The same seed is the same story. Default 1. */
  seed?: number
  /** What goes wrong between the bots and the server. Default: nothing. */
  faults?: Faults
  /** When it begins. Milliseconds since the epoch; default: the first of January 2026. */
  startTs?: number
}

const newYear = Date.UTC(2026, 0, 1)
/** Turns of the event loop in which nothing must happen before all is taken to be still. */
const stillTurns = 3

/**
 * People, rooms and bots in one process, on the real chat. Time passes when it is told to, and what goes wrong follows
 * from a seed.
 *
 * @example
 * await using world = await testWorld()
 * const ann = world.person('ann')
 * const bot = world.bot(echo)
 * const room = await world.room('bar', ann, bot)
 * await ann.say(room, 'hello')
 * expect(await room.next()).toMatchObject({ by: 'bot', text: 'hello' })
 */
export async function testWorld(options: WorldOptions = {}): Promise<World> {
  const world = new World(options)
  await world.open()
  return world
}

export class World implements AsyncDisposable {
  readonly #time: VirtualTime
  readonly #chance: Chance
  readonly #core: Core
  readonly #town: Town
  readonly #network: Network
  readonly #host: Person
  readonly #bots: TestBot[] = []
  readonly #rooms: TestRoom[] = []
  readonly #startTs: number
  #ids = 0
  isOpen = false

  constructor({ seed = 1, faults = {}, startTs = newYear }: WorldOptions) {
    this.#startTs = startTs
    this.#time = new VirtualTime(startTs)
    this.#chance = new Chance(seed)
    this.#core = new Core(this.#time.clock, new Chance(seed + 0x5eed))
    const ids = new UlidSequence({ clock: this.#time.clock, randomBytes: new Chance(seed + 0x1d5).bytes })
    this.#town = new Town(() => ids.next())
    const { chance, core, town, time } = { chance: this.#chance, core: this.#core, town: this.#town, time: this.#time }
    this.#network = new Network({ core, town, time, chance, faults })
    this.#host = this.person('host')
  }

  async open(): Promise<void> {
    await this.#core.ready()
    this.isOpen = true
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    return this.#time.now
  }

  person(name: string): Person {
    const account = this.#town.add(name, 'person')
    const line = { account, weak: false, isDead: () => false, die: () => {} }
    return new Person(this, account, this.#network.connect(line))
  }

  /** Starts a bot. */
  bot(install: Install, { name = 'bot', ...options }: Partial<BotOptions> & { name?: string } = {}): TestBot {
    const bot = new TestBot(this, this.#network, this.#town.add(name, 'bot'), install, options)
    this.#bots.push(bot)
    bot.start()
    return bot
  }

  /** A private room with these in it, once the bots have followed their invitations. */
  async room(name: string, ...members: (Person | TestBot)[]): Promise<TestRoom> {
    await this.settle()
    const invite = members.map(({ userId }) => userId)
    const { room_id } = await this.#host.client.rooms.create({ kind: 'private', name, invite })
    for (const member of members) if (member instanceof Person) await member.client.rooms.join(room_id)
    const room = new TestRoom(this, this.#host, room_id, name)
    this.#rooms.push(room)
    await this.#until(() => this.#areIn(room_id, members))
    return room
  }

  /** Makes somebody a moderator, as the room's owner. */
  async promote(room: TestRoom, who: { userId: string }): Promise<void> {
    await this.#host.client.rooms.setRole(room.id, who.userId, 'moderator')
    await this.settle()
  }

  /** Lets everybody do what they have to do now. No time passes. */
  async settle(): Promise<void> {
    for (let still = 0; still < stillTurns; ) {
      const { steps } = this.#network
      await new Promise((resolve) => setImmediate(resolve))
      still = this.#network.busy === 0 && this.#network.steps === steps ? still + 1 : 0
    }
  }

  /** Lets time pass, stop by stop. Milliseconds. */
  async advance(ms: number): Promise<void> {
    const until = this.#time.now + ms
    while (await this.passTime(until));
    this.#time.now = until
  }

  /** Goes to the next moment at which something happens; false where there is none before a time. */
  async passTime(untilTs: number): Promise<boolean> {
    await this.settle()
    if (this.#time.nextTs > untilTs) return false
    this.#time.wakeNext()
    await this.settle()
    return true
  }

  /** The log of all rooms, a line for each event. The same for the same seed. */
  transcript(): string {
    const nameOf = (id: string) => this.#rooms.find((room) => room.id === id)?.name ?? this.nameOf(id)
    return this.#core
      .log()
      .map((event) => transcriptLine(event, this.#startTs, nameOf))
      .join('\n')
  }

  nameOf(userId: string): string {
    return this.#town.nameOf(userId)
  }

  isBot(name: string): boolean {
    return this.#bots.some(({ account }) => account.name === name)
  }

  /** What a client of this world takes from its surroundings. */
  surroundings() {
    const { clock, sleep } = this.#time
    return { clock, sleep, random: this.#chance.next, newId: () => `write-${++this.#ids}` }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isOpen = false
    for (const bot of this.#bots) bot.kill()
    await this.settle()
    this.#core.close()
  }

  async #areIn(roomId: string, members: (Person | TestBot)[]): Promise<boolean> {
    const present = await Array.fromAsync(this.#host.client.rooms.members(roomId))
    const joined = present.filter(({ membership }) => membership === 'join').map(({ user_id }) => user_id)
    return members.every(({ userId }) => joined.includes(userId))
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const until = this.#time.now + 120_000
    await this.settle()
    while (!(await holds())) {
      if (!(await this.passTime(until))) throw new Error('a bot did not follow its invitation within two minutes')
    }
  }
}
