import type { ReadableStream } from 'node:stream/web'
import { MessageChannel, Worker } from 'node:worker_threads'

/** A file to be sealed: its plain bytes, and where the sealed ones are to be sent. */
export interface SealingOrder {
  recipients: readonly string[]
  plain: ReadableStream<Uint8Array>
  /** Is sent one {@link SealingAnswer}. */
  reply: MessageChannel['port1']
}

export type SealingAnswer = { sealed: ReadableStream<Uint8Array> } | { error: string }

/**
 * Seals on a thread of its own, so that reading, hashing and writing go on beside it: sealing in JavaScript is what
 * takes longest in a backup. The thread starts with the first file and keeps no process from ending.
 */
export class SealingThread {
  #worker: Worker | undefined
  #busy = 0

  async seal(plain: ReadableStream<Uint8Array>, recipients: readonly string[]): Promise<ReadableStream<Uint8Array>> {
    const worker = this.#hold()
    const { port1, port2 } = new MessageChannel()
    const { promise, resolve } = Promise.withResolvers<SealingAnswer>()
    port1.once('message', resolve)
    const order: SealingOrder = { recipients, plain, reply: port2 }
    worker.postMessage(order, [plain, port2])
    const answer = await promise.finally(() => port1.close())
    if ('error' in answer) {
      this.#release()
      throw new Error(answer.error)
    }
    return answer.sealed
  }

  /** To be called when a sealed stream has ended, one way or the other. */
  done(): void {
    this.#release()
  }

  #hold(): Worker {
    this.#worker ??= new Worker(new URL('sealing-main.ts', import.meta.url))
    this.#busy += 1
    this.#worker.ref()
    return this.#worker
  }

  #release(): void {
    this.#busy -= 1
    if (this.#busy === 0) this.#worker?.unref()
  }
}
