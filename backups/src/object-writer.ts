import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ObjectNote } from './manifest.ts'
import type { Repository } from './repository.ts'
import type { Seal } from './seals/seal.ts'
import { type FileDigest, Tally } from './stored-file.ts'

export interface ObjectWriterOptions {
  repository: Repository
  seal: Seal
  signal: AbortSignal
}

/** Seals files into objects of a repository, and knows of both what they are. */
export class ObjectWriter {
  readonly #options: ObjectWriterOptions
  readonly #onBytes: (bytes: number) => void
  /** Bytes as stored, altogether. */
  written = 0

  constructor(options: ObjectWriterOptions, onBytes: (bytes: number) => void = () => undefined) {
    this.#options = options
    this.#onBytes = onBytes
  }

  /** Streams a file in. It is never held whole. */
  async write(name: string, content: Readable, size: number): Promise<{ stored: ObjectNote; digest: FileDigest }> {
    const { repository, seal, signal } = this.#options
    if (signal.aborted) content.on('error', () => undefined).destroy()
    signal.throwIfAborted()
    const [plain, sealed] = [new Tally(this.#onBytes), new Tally()]
    const reading = pipeline(content, plain, { signal })
    const sealing = seal.seal(plain, size).then(async (stream) => await pipeline(stream, sealed, { signal }))
    const all = await Promise.allSettled([repository.store.write(name, sealed), sealing, reading])
    const failed = all.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const stored = sealed.result()
    this.written += stored.size
    return { stored: { name, ...stored }, digest: plain.result() }
  }
}
