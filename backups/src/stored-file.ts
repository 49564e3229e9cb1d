import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file on its way between a service's data and a backup. It is streamed, never held. */
export interface StoredFile {
  /** From the service's data folder, without a slash at its beginning: `blobs/public/ab/…`. */
  path: string
  size: number
  mode: number
  content: Readable
  /** Lets go of it where it is not read. Without it, it has to be read to its end. */
  skip?: () => void
}

export interface FileDigest {
  size: number
  /** Hex. */
  sha256: string
}

/** So much is written before it is forced onto the disk, in bytes. */
const syncEvery = 8 << 20

/**
 * Writes a file durably, mode 0600 unless said otherwise, and says what was written. It goes onto the disk bit by bit:
 * all at once at the end would make everybody wait who syncs a write of their own meanwhile.
 */
export async function receiveFile(target: string, content: Readable, mode = 0o600): Promise<FileDigest> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const tally = new Tally()
  await using file = await open(target, 'w', mode)
  let unsynced = 0
  await pipeline(content, tally, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      await file.writeFile(chunk)
      unsynced += chunk.length
      if (unsynced < syncEvery) continue
      await file.datasync()
      unsynced = 0
    }
  })
  await file.sync()
  return tally.result()
}

/** Forces a file, or the names in a folder, onto the disk. */
export async function syncPath(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

/** Reads a stream to its end for its digest alone. */
export async function digestOf(content: Readable): Promise<FileDigest> {
  const tally = new Tally()
  tally.resume()
  await pipeline(content, tally)
  return tally.result()
}

/** Counts and hashes what passes through it. */
export class Tally extends Transform {
  readonly #hash = createHash('sha256')
  readonly #onBytes: ((bytes: number) => void) | undefined
  #size = 0
  #result: FileDigest | undefined

  constructor(onBytes?: (bytes: number) => void) {
    super({ highWaterMark: 1 << 20 })
    this.#onBytes = onBytes
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk)
    this.#size += chunk.length
    this.#onBytes?.(chunk.length)
    done(null, chunk)
  }

  /** To be asked when everything has passed. */
  result(): FileDigest {
    this.#result ??= { size: this.#size, sha256: this.#hash.digest('hex') }
    return this.#result
  }
}
