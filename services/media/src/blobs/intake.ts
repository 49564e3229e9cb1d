import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Problem } from '@bartab/sdk/problems'
import type { IncomingFile, Measured } from './incoming.ts'
import { refuseWhenFull } from './storage-full.ts'
import { countGarbage } from './swept-garbage.ts'

const batchBytes = 1 << 20

/**
 * Streams a body into a file, with SHA-256 on the way, in writes of about 1 MiB and constant memory.
 * A refused body is left standing, so that an answer can still be sent: the caller lets the rest of it pass.
 *
 * @throws {Problem} MEDIA_TOO_LARGE past `maxBytes`, MEDIA_UPLOAD_CUT when the body ends early, STORAGE_FULL.
 */
export async function takeIn(body: Readable, into: IncomingFile, maxBytes: number, mode = 'wx'): Promise<Measured> {
  // a failure before the first read has no listener yet; the reading below tells of it
  body.on('error', () => undefined)
  await using handle = await refuseWhenFull(() => open(into.path, mode, 0o600))
  const sink = new Sink(handle, maxBytes)
  for await (const chunk of whole(body)) await sink.add(chunk)
  return await sink.finish()
}

class Sink {
  readonly #handle: FileHandle
  readonly #maxBytes: number
  readonly #hash = createHash('sha256')
  #batch: Uint8Array[] = []
  #waiting = 0
  #size = 0

  constructor(handle: FileHandle, maxBytes: number) {
    this.#handle = handle
    this.#maxBytes = maxBytes
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.byteLength
    if (this.#size > this.#maxBytes) throw tooLarge(this.#maxBytes)
    this.#hash.update(chunk)
    this.#batch.push(chunk)
    this.#waiting += chunk.byteLength
    if (this.#waiting >= batchBytes) await this.#flush()
  }

  async finish(): Promise<Measured> {
    await this.#flush()
    return { sha256: this.#hash.digest('hex'), size: this.#size }
  }

  async #flush(): Promise<void> {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    const written = this.#waiting
    this.#waiting = 0
    await refuseWhenFull(() => this.#write(batch))
    batch.length = 0
    countGarbage(written)
  }

  async #write(batch: Uint8Array[]): Promise<void> {
    const wanted = batch.reduce((sum, chunk) => sum + chunk.byteLength, 0)
    const { bytesWritten } = await this.#handle.writev(batch)
    // a short write is what a full disk does first
    if (bytesWritten < wanted) await this.#handle.writeFile(Buffer.concat(batch).subarray(bytesWritten))
  }
}

/** @throws {Problem} MEDIA_TOO_LARGE for a declared length beyond the limit, before a byte is read. */
export function refuseDeclaredLength(declared: string | undefined, maxBytes: number): void {
  if (declared !== undefined && Number(declared) > maxBytes) throw tooLarge(maxBytes)
}

function tooLarge(maxBytes: number): Problem {
  return new Problem('MEDIA_TOO_LARGE', { detail: `A file may have ${maxBytes} bytes.` })
}

async function* whole(body: Readable): AsyncIterable<Uint8Array> {
  try {
    yield* body.iterator({ destroyOnReturn: false })
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('MEDIA_UPLOAD_CUT', { cause: error })
  }
}
