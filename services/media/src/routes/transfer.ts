import type { ServerResponse } from 'node:http'
import type { OpenBlob } from '../blobs/blob-store.ts'
import type { ByteRange } from '../domain/byte-range.ts'

/** Bytes read and written at once. */
export const chunkBytes = 128 * 1024

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
  try {
    await pump(blob, range, to, buffer)
    // one that may still be in flight is not used again
    pool.give(buffer)
    to.end()
  } catch (error) {
    to.destroy()
    if (error !== clientGone) throw error
  }
}

const clientGone = new Error('the client went away')

async function pump(blob: OpenBlob, { first, last }: ByteRange, to: ServerResponse, buffer: Buffer): Promise<void> {
  for (let at = first; at <= last; ) {
    const got = await blob.read(buffer.subarray(0, Math.min(chunkBytes, last - at + 1)), at)
    if (got === 0) throw new Error(`the blob ends at ${at}, before its size`)
    await written(to, buffer.subarray(0, got))
    at += got
  }
}

function written(to: ServerResponse, chunk: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const gone = () => reject(clientGone)
  if (to.destroyed) gone()
  to.once('close', gone)
  to.write(chunk, (error) => {
    to.off('close', gone)
    if (error) reject(clientGone)
    else resolve()
  })
  return promise
}
