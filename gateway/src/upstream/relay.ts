import type { Problem } from '@bartab/sdk/problems'
import type { Dispatcher } from 'undici'
import type { Exchange } from '../exchange.ts'
import { responseHeaders } from '../headers/response-headers.ts'
import { endLingering } from '../lingering-end.ts'
import { classTimeouts, type Route } from '../routing/route.ts'
import type { Upstream } from './upstream.ts'
import { isStaleConnection, upstreamProblem } from './upstream-failure.ts'
import { upstreamRequest } from './upstream-request.ts'

export interface RelayOptions {
  exchange: Exchange
  route: Route
  upstream: Upstream
  /** Most bytes of the client's body. */
  bodyLimit: number
  /** Whether the client should open its next connection elsewhere. */
  draining: () => boolean
  /** Answers the client when the service gave no answer. */
  failed: (exchange: Exchange, error: unknown) => void
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Carries one request to a service and its answer back, piece by piece, as fast as the slower side takes them. */
export class Relay implements Dispatcher.DispatchHandler {
  readonly #options: RelayOptions
  readonly #request: Dispatcher.DispatchOptions
  #controller: Dispatcher.DispatchController | undefined
  #attempts = 0
  #answering = false
  #clientLeft = false
  #ended = false
  #missing: number | undefined
  #stuck: NodeJS.Timeout | undefined

  constructor(options: RelayOptions) {
    this.#options = options
    this.#request = upstreamRequest(options.exchange, options.route, options.bodyLimit)
  }

  start(): void {
    const { exchange } = this.#options
    exchange.response.once('close', this.#onClose)
    if (exchange.headers.expectsContinue) exchange.response.writeContinue()
    this.#dispatch()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#clientLeft) controller.abort(clientLeft)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
  ): void {
    if (status < 200) return
    const { exchange, draining } = this.#options
    const { response, request } = exchange
    const outgoing = responseHeaders(headers, exchange.requestId)
    if (draining() || !request.complete) outgoing.push('connection', 'close')
    response.writeHead(status, outgoing)
    this.#answering = true
    if (headers['content-length'] === undefined) response.flushHeaders()
    else this.#missing = Number(headers['content-length'])
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    const { response } = this.#options.exchange
    if (this.#missing !== undefined) {
      this.#missing -= piece.length
      if (this.#missing === 0) {
        this.#end(piece)
        return
      }
    }
    if (response.write(piece)) return
    controller.pause()
    this.#awaitReader()
  }

  onResponseEnd(): void {
    this.#end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#clientLeft || this.#ended) return
    if (this.#maySendAgain(error)) this.#dispatch()
    else this.#fail(upstreamProblem(error, this.#options.route.service))
  }

  /** An answer that broke off cannot be taken back: its connection is cut, so that the client knows. */
  #fail(problem: Problem): void {
    const { exchange, failed } = this.#options
    if (!this.#answering) {
      failed(exchange, problem)
      return
    }
    exchange.failure = problem.code
    exchange.response.destroy()
  }

  #dispatch(): void {
    this.#attempts += 1
    this.#options.upstream.dispatch(this.#options.route.class, this.#request, this)
  }

  #end(lastPiece?: Buffer): void {
    if (this.#ended) return
    this.#ended = true
    endLingering(this.#options.exchange, lastPiece)
  }

  #maySendAgain(error: Error): boolean {
    const { exchange } = this.#options
    return (
      this.#attempts === 1 &&
      !this.#answering &&
      !exchange.hasBody &&
      safe.has(exchange.method) &&
      isStaleConnection(error)
    )
  }

  #awaitReader(): void {
    const { exchange, route } = this.#options
    if (this.#stuck === undefined) exchange.response.on('drain', this.#onDrain)
    clearTimeout(this.#stuck)
    this.#stuck = setTimeout(() => exchange.response.destroy(), classTimeouts[route.class].clientIdleMs)
  }

  readonly #onDrain = (): void => {
    clearTimeout(this.#stuck)
    this.#controller?.resume()
  }

  readonly #onClose = (): void => {
    clearTimeout(this.#stuck)
    if (this.#options.exchange.response.writableFinished) return
    this.#clientLeft = true
    this.#controller?.abort(clientLeft)
  }
}

const clientLeft = new Error('the client left')
