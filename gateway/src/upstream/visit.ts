import type { Dispatcher } from 'undici'
import { isOwnFailure } from './upstream-failure.ts'

/** What is told of one request at one replica. `ended` comes last, and once. */
export interface VisitEvents {
  /** The header section of an answer came. */
  answered(): void
  /** It ended without one, and that was not the client's doing. */
  failed(): void
  ended(): void
}

/** Stands between undici and whoever asked, to see how a request at a replica goes. */
export class Visit implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler
  readonly #events: VisitEvents
  #answered = false

  constructor(handler: Dispatcher.DispatchHandler, events: VisitEvents) {
    this.#handler = handler
    this.#events = events
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context)
  }

  onResponseStart(...answer: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>): void {
    this.#answered = true
    this.#events.answered()
    this.#handler.onResponseStart?.(...answer)
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#handler.onResponseData?.(controller, piece)
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Record<string, string | string[]>): void {
    this.#events.ended()
    this.#handler.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#answered && !isOwnFailure(error)) this.#events.failed()
    this.#events.ended()
    this.#handler.onResponseError?.(controller, error)
  }
}
