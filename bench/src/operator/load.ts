import { randomUUID } from 'node:crypto'
import type { Answer, Caller } from './caller.ts'

export interface LoadTally {
  answered: number
  failed: number
  /** What the failures were, each with how often. */
  failures: Record<string, number>
  /** The longest that any request took, in ms: those that were held are among them. */
  longest_ms: number
  polls_ended: number
}

/** What the requests are about: a room in which the people are, and a file in it. */
export interface Place {
  roomId: string
  mediaId: string
}

const empty = (): LoadTally => ({ answered: 0, failed: 0, failures: {}, longest_ms: 0, polls_ended: 0 })

/** Requests to all services, reading and writing, so many each second, and polls that are held meanwhile. */
export class Load {
  readonly #people: readonly Caller[]
  readonly #place: Place
  readonly #timer: NodeJS.Timeout
  #tally = empty()
  #stopped = false
  #n = 0

  constructor(people: readonly Caller[], place: Place, perSecond: number) {
    this.#people = people
    this.#place = place
    this.#timer = setInterval(() => {
      for (let i = 0; i < perSecond / 50; i += 1) void this.#request(this.#n++)
    }, 20)
  }

  /** One poll after the other, for somebody to whom nothing happens. */
  async poll(caller: Caller): Promise<void> {
    let since = ''
    while (!this.#stopped) {
      const path = `/chat/v1/sync?timeout=${since === '' ? 0 : 30_000}${since === '' ? '' : `&since=${since}`}`
      const answer = await this.#counted('poll', caller.call('GET', path), false)
      if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 100))
      else since = encodeURIComponent((JSON.parse(answer.body) as { next_batch: string }).next_batch)
      this.#tally.polls_ended += 1
    }
  }

  /** What has happened since the last time that it was asked. */
  take(): LoadTally {
    const tally = this.#tally
    this.#tally = empty()
    return { ...tally, longest_ms: Math.round(tally.longest_ms) }
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  async #request(n: number): Promise<void> {
    const caller = this.#people[n % this.#people.length] as Caller
    const messages = `/chat/v1/rooms/${this.#place.roomId}/messages`
    const kind = n % 4
    const call =
      kind === 0
        ? caller.call('GET', '/auth/v1/me')
        : kind === 1
          ? caller.call('GET', `/media/v1/media/${this.#place.mediaId}`)
          : kind === 2
            ? caller.call('GET', `${messages}?dir=b&limit=5`)
            : caller.call('POST', messages, { txn_id: randomUUID(), content: { msgtype: 'm.text', body: `${n}` } })
    await this.#counted(['me', 'file', 'read', 'write'][kind] ?? '', call, true)
  }

  async #counted(what: string, call: Promise<Answer>, timed: boolean): Promise<Answer | undefined> {
    try {
      const answer = await call
      if (timed) this.#tally.longest_ms = Math.max(this.#tally.longest_ms, answer.ms)
      if (answer.status < 400) {
        this.#tally.answered += 1
        return answer
      }
      this.#fail(`${what} ${answer.status} ${/"code":"(\w+)"/.exec(answer.body)?.[1] ?? ''}`.trim())
    } catch (error) {
      this.#fail(`${what} ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
    }
    return undefined
  }

  #fail(how: string): void {
    if (this.#stopped) return
    this.#tally.failed += 1
    this.#tally.failures[how] = (this.#tally.failures[how] ?? 0) + 1
  }
}
