import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

export interface Answer {
  status: number
  body: string
  ms: number
}

/** One person's calls over plain kept-alive HTTP: nothing is repeated, so that nothing that fails is hidden. */
export class Caller {
  readonly #origin: string
  readonly #token: string

  constructor(origin: string, token: string) {
    this.#origin = origin
    this.#token = token
  }

  /** @throws what the connection came to, where there was no answer. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const json = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
    }
    const begun = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const sent = request(`${this.#origin}${path}`, { method, headers, agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, ms: performance.now() - begun }))
      answer.on('error', reject)
    })
    sent.on('error', reject).end(json)
    return promise
  }
}
