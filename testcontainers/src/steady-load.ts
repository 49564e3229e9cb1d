import { randomUUID } from 'node:crypto'

export interface LoadPlace {
  url: string
  /** Access tokens of members of the room. */
  tokens: readonly string[]
  room: string
  /** Calls each second. Default 200. */
  rate?: number
}

/** Calls to all services, reading and writing, so many each second, and polls that are held meanwhile, until told to stop. */
export class SteadyLoad {
  readonly failures: string[] = []
  answered = 0
  pollsEnded = 0
  readonly #place: LoadPlace
  readonly #running: Promise<void>[] = []
  readonly #timer: NodeJS.Timeout
  readonly #leaving = new AbortController()

  constructor(place: LoadPlace, polls = 0) {
    this.#place = place
    let n = 0
    this.#timer = setInterval(() => {
      for (let i = 0; i < (place.rate ?? 200) / 100; i += 1) this.#running.push(this.#call(n++))
    }, 10)
    for (let poll = 0; poll < polls; poll += 1) this.#running.push(this.#poll(poll))
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#leaving.abort()
    await Promise.all(this.#running)
  }

  async #call(n: number): Promise<void> {
    const [path, init] = callOf(this.#place.room, n)
    await this.#counted(n, path, { ...init })
    this.answered += 1
  }

  /** One poll after the other. */
  async #poll(n: number): Promise<void> {
    const { signal } = this.#leaving
    let since = ''
    while (!signal.aborted) {
      const path = since === '' ? '/chat/v1/sync?timeout=0' : `/chat/v1/sync?timeout=30000&since=${since}`
      const text = await this.#counted(n, path, { signal })
      if (text === undefined) return
      since = encodeURIComponent((JSON.parse(text) as { next_batch: string }).next_batch)
      this.pollsEnded += 1
    }
  }

  async #counted(n: number, path: string, init: RequestInit): Promise<string | undefined> {
    const { url, tokens } = this.#place
    const headers = { authorization: `Bearer ${tokens[n % tokens.length]}`, 'content-type': 'application/json' }
    try {
      const answer = await fetch(`${url}${path}`, { ...init, headers })
      const text = await answer.text()
      if (answer.status < 400) return text
      this.failures.push(`${path}: ${answer.status} ${text}`)
    } catch (error) {
      if (!this.#leaving.signal.aborted) this.failures.push(`${path}: ${String((error as Error).cause ?? error)}`)
    }
    return undefined
  }
}

function callOf(room: string, n: number): [string, RequestInit] {
  if (n % 4 === 0) return ['/auth/v1/me', {}]
  if (n % 4 === 1) return ['/chat/v1/rooms', {}]
  if (n % 4 === 2) return [`/chat/v1/rooms/${room}/messages?dir=b&limit=5`, {}]
  const message = { txn_id: randomUUID(), content: { msgtype: 'm.text', body: `${n}` } }
  return [`/chat/v1/rooms/${room}/messages`, { method: 'POST', body: JSON.stringify(message) }]
}
