import type { ServerResponse } from 'node:http'
import type { OpenBlob } from '../blobs/blob-store.ts'
import type { ByteRange } from '../domain/byte-range.ts'

/** Bytes read and written at once. */
export const chunkBytes = 256 * 1024

/** Buffers that wait for the next transfer, so that a large download allocates nothing as it goes. */
export class BufferPool {
  readonly #free: Buffer[] = []
  readonly #keep: number

  constructor(keep: number) {
    this.#keep = keep
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
  }

  give(buffer: Buffer): void {
    if (this.#free.length < this.#keep) this.#free.push(buffer)
  }
}

/**
 * Writes a stretch of a blob to a response, one chunk at a time: the next is read when the system has taken the last.
 * A blob that ends too early, or a client that goes, ends the connection.
 */
export async function transfer(blob: OpenBlob, range: ByteRange, to: ServerResponse, pool: BufferPool): Promise<void> {
  const buffer = pool.take()
  for (let at = range.first; at <= range.last; ) {
    const got = await blob.read(buffer.subarray(0, Math.min(chunkBytes, range.last - at + 1)), at)
    // a buffer that may still be in flight is not used again
    if (got === 0 || !(await written(to, buffer.subarray(0, got)))) return void to.destroy()
    at += got
  }
  pool.give(buffer)
  to.end()
}

function written(to: ServerResponse, chunk: Buffer): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const gone = () => resolve(false)
  to.once('close', gone)
  to.write(chunk, (error) => {
    to.off('close', gone)
    resolve(!error)
  })
  return to.destroyed ? Promise.resolve(false) : promise
}
