import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
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
}

export interface FileDigest {
  size: number
  /** Hex. */
  sha256: string
}

/** Writes a file durably, mode 0600 unless said otherwise, and says what was written. */
export async function receiveFile(target: string, content: Readable, mode = 0o600): Promise<FileDigest> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const digest = new Digest()
  await pipeline(content, digest, createWriteStream(target, { mode, flags: 'w' }))
  await syncPath(target)
  return digest.result()
}

/** Forces a file, or the names in a folder, onto the disk. */
export async function syncPath(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

/** Reads a stream to its end for its digest alone. */
export async function digestOf(content: Readable): Promise<FileDigest> {
  const digest = new Digest()
  digest.resume()
  await pipeline(content, digest)
  return digest.result()
}

class Digest extends Transform {
  readonly #hash = createHash('sha256')
  #size = 0

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk)
    this.#size += chunk.length
    done(null, chunk)
  }

  result(): FileDigest {
    return { size: this.#size, sha256: this.#hash.digest('hex') }
  }
}
