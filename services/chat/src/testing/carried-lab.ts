import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AnswerReader, channelPath, channelType, type WholeAnswer } from '@bartab/kit'
import { type Answer, bearer, Lab } from './lab.ts'

type Told = (frame: WholeAnswer, text: string) => void

/** A lab whose people sync as through the gateway: all over one channel. */
export class CarriedLab extends Lab {
  readonly #told = new Map<number, Told>()
  #asks: ClientRequest | undefined
  #count = 0
  /** How often one frame was for several. */
  shared = 0

  async open(): Promise<this> {
    await this.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = this.app.server.address() as AddressInfo
    const headers = { 'content-type': channelType, 'transfer-encoding': 'chunked' }
    const asks = request({ port, host: '127.0.0.1', method: 'POST', path: channelPath, headers })
    asks.flushHeaders()
    const [answers] = (await once(asks, 'response')) as [IncomingMessage]
    const reader = new AnswerReader(64 * 1024)
    answers.on('data', (bytes: Buffer) => reader.read(bytes, (frame, body) => this.#tell(frame, body.toString())))
    asks.on('error', () => {})
    answers.on('error', () => {})
    this.#asks = asks
    return this
  }

  override call<T = Record<string, unknown>>(...[name, method, path, body]: Parameters<Lab['call']>) {
    return path.startsWith('/sync?') ? this.#ask<T>(name, path) : super.call<T>(name, method, path, body)
  }

  /** Asks for a stream of sync's answers, and gives each piece to `hear`. */
  stream(name: string, path: string, hear: (text: string) => void): void {
    this.#say(name, path, 'accept: text/event-stream\r\n', (_, text) => hear(text))
  }

  #ask<T>(name: string, path: string): Promise<Answer<T>> {
    return new Promise((resolve) => {
      this.#say(name, path, '', ({ status = 0 }, text) => resolve({ status, body: JSON.parse(text), headers: {} }))
    })
  }

  #say(name: string, path: string, more: string, told: Told): void {
    this.#count += 1
    this.#told.set(this.#count, told)
    const head = `authorization: ${bearer(name, this.id(name)).authorization}\r\n${more}\r\n`
    this.#asks?.write(`${JSON.stringify({ ask: this.#count, target: `/chat/v1${path}`, head })}\n`)
  }

  #tell(frame: WholeAnswer, text: string): void {
    if (frame.to.length > 1) this.shared += 1
    for (const id of frame.to) this.#told.get(id)?.(frame, text)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#asks?.destroy()
    await super[Symbol.asyncDispose]()
  }
}
