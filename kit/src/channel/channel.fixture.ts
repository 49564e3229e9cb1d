import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '../server/app.ts'
import { AnswerReader, type WholeAnswer } from './answer-reader.ts'
import { type AskFrame, channelPath, channelType } from './frames.ts'

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  outcome: 'open' | 'whole' | 'broken'
}

/** A channel to a server, spoken by a test: each frame as it came, and each answer put together. */
export class SpokenChannel implements AsyncDisposable {
  readonly frames: WholeAnswer[] = []
  readonly answers = new Map<number, Answered>()
  readonly response: IncomingMessage
  isClosed = false
  /** How much came so far. */
  bytes = 0
  readonly #request: ClientRequest

  private constructor(asking: ClientRequest, response: IncomingMessage) {
    this.#request = asking
    this.response = response
    const reader = new AnswerReader(64 * 1024)
    response.on('data', (bytes: Buffer) => {
      this.bytes += bytes.length
      reader.read(bytes, (frame, body) => this.#take(frame, body.toString()))
    })
    response.on('close', () => {
      this.isClosed = true
    })
    response.on('error', () => {})
  }

  static async open(app: App, type = channelType): Promise<SpokenChannel> {
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const headers = { 'content-type': type, 'transfer-encoding': 'chunked' }
    const asking = request({ port, host: '127.0.0.1', method: 'POST', path: channelPath, headers, agent: false })
    asking.on('error', () => {})
    asking.flushHeaders()
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    return new SpokenChannel(asking, response)
  }

  ask(id: number, target: string, headers: Record<string, string> = {}): void {
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.say({ ask: id, target, head: `${head.join('')}\r\n` })
  }

  say(...frames: AskFrame[]): void {
    this.sayBytes(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''))
  }

  sayBytes(bytes: string): void {
    this.#request.write(bytes)
  }

  askedLast(): void {
    this.#request.end()
  }

  cut(): void {
    this.#request.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
  }

  #take(frame: WholeAnswer, text: string): void {
    this.frames.push(frame)
    for (const id of frame.to) {
      const before = this.answers.get(id) ?? { status: 0, headers: {}, text: '', outcome: 'open' }
      const headers = frame.headers === undefined ? before.headers : pairs(frame.headers)
      const outcome = frame.broken === true ? 'broken' : frame.open === true ? 'open' : 'whole'
      this.answers.set(id, { status: frame.status ?? before.status, headers, text: before.text + text, outcome })
    }
  }
}

function pairs(list: readonly string[]): Record<string, string> {
  const entries = list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : []))
  return Object.fromEntries(entries) as Record<string, string>
}
