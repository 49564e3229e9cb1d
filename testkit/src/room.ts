import type { ChatEvent } from '@bartab/sdk/schemas'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** A message as it stands: edits are taken in. */
export interface Said {
  eventId: string
  by: string
  text: string
}

/** How long `next` lets time pass for an answer. Milliseconds, virtual. */
const patienceMs = 60_000

/** A room of a world, seen by its host, who says nothing. */
export class TestRoom {
  readonly id: string
  readonly name: string
  readonly #world: World
  readonly #host: Person
  #read = 0

  constructor(world: World, host: Person, id: string, name: string) {
    this.#world = world
    this.#host = host
    this.id = id
    this.name = name
  }

  /** Everything in the room's part of the log, oldest first. */
  async events(): Promise<ChatEvent[]> {
    const events: ChatEvent[] = []
    const pages = this.#host.client.messages.pages(this.id, { dir: 'f', limit: 100 })
    for await (const { chunk } of pages) events.push(...chunk)
    return events
  }

  /** The messages as they stand now. */
  async messages(): Promise<Said[]> {
    return (await this.events()).filter(isMessage).map((event) => ({
      eventId: event.event_id,
      by: this.#world.nameOf(event.sender),
      text: String(event.content.body ?? ''),
    }))
  }

  /** What the bots have said that was not asked for yet. */
  async news(): Promise<Said[]> {
    const said = (await this.messages()).filter(({ by }) => this.#world.isBot(by))
    const fresh = said.slice(this.#read)
    this.#read = said.length
    return fresh
  }

  /** The next thing that a bot says; lets time pass until it does. @throws when nothing comes within a virtual minute */
  async next(withinMs = patienceMs): Promise<Said> {
    const until = this.#world.now + withinMs
    for (;;) {
      const next = (await this.messages()).filter(({ by }) => this.#world.isBot(by))[this.#read]
      if (next) {
        this.#read++
        return next
      }
      if (!(await this.#world.passTime(until)))
        throw new Error(`no bot said anything in ${this.name} for ${withinMs} ms`)
    }
  }
}

function isMessage({ type, content }: ChatEvent): boolean {
  const relation = content['m.relates_to'] as { rel_type?: string } | undefined
  return type === 'm.room.message' && relation?.rel_type !== 'm.replace'
}
