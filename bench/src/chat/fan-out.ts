import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../media/server-process.ts'
import { Line } from './line.ts'
import type { Person } from './person.ts'
import { cursorOf } from './room-listeners.ts'
import { bareServer } from './stage.ts'

/** Everybody's poll is held until one message is said. */
export class HeldPolls {
  readonly #people: readonly Person[]
  readonly #room: string
  #places: string[] = []
  #held: Promise<string>[] = []

  constructor(people: readonly Person[], room: string) {
    this.#people = people
    this.#room = room
  }

  async hold(): Promise<void> {
    if (this.#places.length === 0) for (const person of this.#people) this.#places.push(cursorOf(await person.poll()))
    this.#held = this.#people.map((person, at) => person.poll(this.#places[at], 60_000))
    await sleep(1000 + this.#people.length / 4)
  }

  /** Milliseconds from one send until the last of all held polls has the message. */
  async release(): Promise<number> {
    const [sender] = this.#people
    if (sender === undefined) throw new Error('nobody is there')
    const began = performance.now()
    const sent = sender.say(this.#room, 'to everybody')
    const answers = await Promise.all(this.#held)
    const took = performance.now() - began
    if (!answers.every((answer) => answer.includes('to everybody'))) throw new Error('a poll ended with nothing')
    this.#places = answers.map(cursorOf)
    await sent
    return took
  }
}

/** Bare Node on the servers' core that holds answers and writes one body to all. */
export class BareFanOut implements AsyncDisposable {
  readonly #server: Awaited<ReturnType<typeof startServer>>
  readonly #lines: Line[]

  private constructor(server: Awaited<ReturnType<typeof startServer>>, lines: Line[]) {
    this.#server = server
    this.#lines = lines
  }

  static async start(polls: number): Promise<BareFanOut> {
    const server = await startServer(bareServer, {})
    const port = Number(new URL(server.origin).port)
    return new BareFanOut(server, await Promise.all(Array.from({ length: polls + 1 }, () => Line.open(port))))
  }

  async measure(): Promise<number> {
    const ask = (line: Line | undefined, path: string) => line?.ask(`GET ${path} HTTP/1.1\r\nhost: bench\r\n\r\n`)
    const [operator, ...others] = this.#lines
    const held = others.map((line) => ask(line, '/held'))
    while ((await ask(operator, '/waiting'))?.body !== String(others.length)) await sleep(10)
    const began = performance.now()
    const released = ask(operator, '/release')
    await Promise.all(held)
    const took = performance.now() - began
    await released
    return took
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines) line.close()
    await this.#server[Symbol.asyncDispose]()
  }
}
