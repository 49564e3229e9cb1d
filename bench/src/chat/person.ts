import { Agent, request } from 'node:http'
import type { Room, SyncAnswer } from '@bartab/sdk/schemas'

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** Somebody who speaks to the server over plain kept-alive HTTP, so that the client costs little. */
export class Person {
  readonly userId: string
  readonly #origin: string
  readonly #authorization: string
  #txn = 0

  constructor(userId: string, origin: string, token: string) {
    this.userId = userId
    this.#origin = origin
    this.#authorization = `Bearer ${token}`
  }

  call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      authorization: this.#authorization,
      ...(json === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
    }
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#origin}/chat/v1${path}`, { method, headers, agent }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece
        })
        answer.on('end', () => {
          if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(text) as T)
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))
        })
      })
      sent.on('error', reject).end(json)
    })
  }

  async room(others: readonly Person[] = []): Promise<string> {
    const { room_id } = await this.call<Room>('POST', '/rooms', { kind: 'public', name: 'bench' })
    for (const other of others) await other.call('POST', `/rooms/${room_id}/join`, {})
    return room_id
  }

  say(room: string, body: string): Promise<unknown> {
    this.#txn += 1
    const content = { msgtype: 'm.text', body }
    return this.call('POST', `/rooms/${room}/messages`, { txn_id: `b${this.#txn}`, content })
  }

  sync(since?: string, timeout = 0): Promise<SyncAnswer> {
    const filter = encodeURIComponent(JSON.stringify({ ephemeral: false, timeline_limit: 100 }))
    return this.call('GET', `/sync?timeout=${timeout}&filter=${filter}${since === undefined ? '' : `&since=${since}`}`)
  }
}

export async function personNo(no: number, origin: string, token: (id: string) => Promise<string>): Promise<Person> {
  const userId = `01BENCH${String(no).padStart(19, '0')}`
  return new Person(userId, origin, await token(userId))
}
