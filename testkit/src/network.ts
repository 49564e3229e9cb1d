import type { Chance } from './chance.ts'
import { type Core, origin } from './core.ts'
import type { Faults } from './faults.ts'
import { type Account, json, type Town, tokenOf } from './town.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface NetworkParts {
  core: Core
  town: Town
  time: VirtualTime
  chance: Chance
  faults: Faults
}

/** Whose calls these are, and what becomes of them when they die. */
export interface Line {
  account: Account
  /** Faults happen on it. */
  weak: boolean
  /** Its owner's process, which a fault may kill; never reached again once it is dead. */
  isDead: () => boolean
  die: () => void
}

/** The way between the people, the bots and the chat. Polls are held in virtual time. */
export class Network {
  readonly #parts: NetworkParts
  #wakers = new Set<() => void>()
  /** Calls on their way. */
  busy = 0
  /** Counts what happens; when it stands still, nothing does. */
  steps = 0

  constructor(parts: NetworkParts) {
    this.#parts = parts
  }

  /** A `fetch` for one account. */
  connect(line: Line): typeof fetch {
    return async (input, init = {}) => {
      init.signal?.throwIfAborted()
      this.#refuseDead(line)
      const answer = await (line.weak
        ? this.#weakly(line, String(input), init)
        : this.#deliver(line, String(input), init))
      this.#refuseDead(line)
      return answer
    }
  }

  /** Faults are judged for each call in the same order, whatever becomes of it: one seed is one story. */
  async #weakly(line: Line, input: string, init: RequestInit): Promise<Response> {
    const { chance, faults, time } = this.#parts
    const { drop = 0, lose = 0, duplicate = 0, limit = 0, restart = 0, delayMs = 0 } = faults
    if (delayMs > 0) await time.sleep(Math.floor(chance.next() * delayMs), init.signal ?? undefined)
    if (chance.happens(drop)) throw new TypeError('the call got lost')
    if (chance.happens(limit))
      return json({ code: 'RATE_LIMITED', title: 'slow down', status: 429 }, 429, { 'retry-after': '1' })
    const dies = chance.happens(restart)
    if (dies && chance.happens(0.5)) line.die()
    this.#refuseDead(line)
    if (chance.happens(duplicate) && init.method !== 'GET') await this.#deliver(line, input, init)
    const answer = await this.#deliver(line, input, init)
    if (dies) line.die()
    if (chance.happens(lose)) throw new TypeError('the answer got lost')
    return answer
  }

  async #deliver({ account }: Line, input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, origin)
    const method = init.method ?? 'GET'
    const beside = this.#parts.town.answer(account, method, url, init)
    if (beside) return beside
    const holdMs = Number(url.searchParams.get('timeout') ?? 0)
    if (method === 'GET' && holdMs > 0) return this.#hold(account, url, init, holdMs)
    const answer = await this.#call(account, method, url, init)
    if (method !== 'GET') this.#wakePolls()
    return answer
  }

  async #hold(account: Account, url: URL, init: RequestInit, holdMs: number): Promise<Response> {
    const { time, core } = this.#parts
    const until = time.now + holdMs
    url.searchParams.set('timeout', '0')
    for (;;) {
      const answer = await this.#call(account, 'GET', url, init)
      if (time.now >= until || !(await saysNothing(answer))) return answer
      url.searchParams.delete('held')
      await this.#change(
        Math.min(until, Math.max(time.now + 1, core.nextDueTs(account.userId))),
        init.signal ?? undefined,
      )
    }
  }

  /** Until somebody writes, or a time has come. */
  async #change(untilTs: number, signal: AbortSignal | undefined): Promise<void> {
    const { time } = this.#parts
    const changed = new AbortController()
    const wake = () => changed.abort()
    this.#wakers.add(wake)
    const either = signal ? AbortSignal.any([signal, changed.signal]) : changed.signal
    await time.sleep(untilTs - time.now, either).catch(() => signal?.throwIfAborted())
    this.#wakers.delete(wake)
  }

  #wakePolls(): void {
    const wakers = [...this.#wakers]
    this.#wakers.clear()
    for (const wake of wakers) wake()
  }

  async #call(account: Account, method: string, url: URL, init: RequestInit): Promise<Response> {
    this.busy++
    this.steps++
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${tokenOf(account)}` }
    const body = typeof init.body === 'string' ? { body: init.body } : {}
    try {
      const answer = await this.#parts.core.call({ method, url: url.pathname + url.search, headers, ...body })
      return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers })
    } finally {
      this.busy--
      this.steps++
    }
  }

  #refuseDead({ isDead }: Line): void {
    if (isDead()) throw new DOMException('the process is dead', 'AbortError')
  }
}

async function saysNothing(answer: Response): Promise<boolean> {
  if (!answer.ok) return false
  const { updates, events, rooms, left } = (await answer.clone().json()) as Record<string, unknown[] | undefined>
  if (updates) return updates.length === 0
  return events?.length === 0 && left?.length === 0 && Object.keys(rooms ?? {}).length === 0
}
