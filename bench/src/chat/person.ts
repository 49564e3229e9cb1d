import type { Room, SyncAnswer } from '@bartab/sdk/schemas'
import { Line, openStream } from './line.ts'

const filter = encodeURIComponent(JSON.stringify({ ephemeral: false, timeline_limit: 100 }))

/** Somebody who speaks to the server over connections of their own: one for each request that is under way. */
export class Person {
  readonly userId: string
  readonly #port: number
  readonly #head: string
  readonly #lines: Line[] = []
  #txn = 0

  constructor(userId: string, origin: string, token: string) {
    this.userId = userId
    const { port, host } = new URL(origin)
    this.#port = Number(port)
    this.#head = `HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n`
  }

  /** The answer's text. @throws when it is no success. */
  async ask(method: string, path: string, json?: string): Promise<string> {
    const length =
      json === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n`
    const line = this.#lines.find(({ busy }) => !busy) ?? (await this.#open())
    const { status, body } = await line.ask(`${method} /chat/v1${path} ${this.#head}${length}\r\n${json ?? ''}`)
    if (status > 299) throw new Error(`${method} ${path}: ${status} ${body}`)
    return body
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return JSON.parse(await this.ask(method, path, body === undefined ? undefined : JSON.stringify(body))) as T
  }

  async room(others: readonly Person[] = []): Promise<string> {
    const { room_id } = await this.call<Room>('POST', '/rooms', { kind: 'public', name: 'bench' })
    for (const other of others) await other.call('POST', `/rooms/${room_id}/join`, {})
    return room_id
  }

  say(room: string, body: string): Promise<string> {
    this.#txn += 1
    return this.ask(
      'POST',
      `/rooms/${room}/messages`,
      `{"txn_id":"b${this.#txn}","content":{"msgtype":"m.text","body":"${body}"}}`,
    )
  }

  /** An answer of sync as text. */
  poll(since?: string, timeout = 0): Promise<string> {
    return this.ask('GET', `/sync?timeout=${timeout}&filter=${filter}${since === undefined ? '' : `&since=${since}`}`)
  }

  /** Opens a stream of sync's answers; each message is given to `hear`. */
  async stream(since: string, hear: (message: string) => void): Promise<{ close(): void }> {
    const request = `GET /chat/v1/sync?filter=${filter}&since=${since} ${this.#head}accept: text/event-stream\r\n\r\n`
    return openStream(this.#port, request, hear)
  }

  async sync(since?: string, timeout = 0): Promise<SyncAnswer> {
    return JSON.parse(await this.poll(since, timeout)) as SyncAnswer
  }

  close(): void {
    for (const line of this.#lines) line.close()
  }

  async #open(): Promise<Line> {
    const line = await Line.open(this.#port)
    this.#lines.push(line)
    return line
  }
}

export async function personNo(no: number, origin: string, token: (id: string) => Promise<string>): Promise<Person> {
  const userId = `01BENCH${String(no).padStart(19, '0')}`
  return new Person(userId, origin, await token(userId))
}
