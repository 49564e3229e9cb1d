import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { passTheRest } from './pass-the-rest.ts'

/** A request's body as a web stream. Once disposed of, whatever is left of the body passes by, so that a refusal is read. */
export class RequestBody implements Disposable {
  readonly stream: ReadableStream<Uint8Array>
  readonly #request: FastifyRequest
  readonly #pieces: AsyncIterator<Uint8Array>

  constructor(request: FastifyRequest) {
    const raw: Readable = request.raw
    // a failure before the first read has no listener yet; the reading tells of it
    raw.on('error', () => undefined)
    this.#request = request
    this.#pieces = raw.iterator({ destroyOnReturn: false })
    this.stream = new ReadableStream<Uint8Array>({ pull: (controller) => this.#pull(controller) }, { highWaterMark: 0 })
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { done, value } = await this.#pieces.next()
    if (done === true) controller.close()
    else controller.enqueue(value)
  }

  [Symbol.dispose](): void {
    void this.#pieces
      .return?.()
      .catch(() => undefined)
      .then(() => passTheRest(this.#request))
  }
}
