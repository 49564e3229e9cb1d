import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BackupFault } from './backup-fault.ts'
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
    const [plain, sealed] = [new Tally(this.#onBytes), new Tally()]
    for (const stream of [content, plain, sealed]) quiet(stream)
    if (signal.aborted) content.destroy()
    signal.throwIfAborted()
    const stop = new AbortController()
    const either = { signal: AbortSignal.any([signal, stop.signal]) }
    const parts = [
      repository.store.write(name, sealed),
      seal.seal(plain, size).then(async (stream) => await pipeline(quiet(stream), sealed, either)),
      pipeline(content, plain, either),
    ]
    // What fails in one part would leave the others waiting for it.
    for (const part of parts) part.catch((error: unknown) => stop.abort(error))
    const all = await Promise.allSettled(parts)
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    // A stream breaks with the system's own word, and the store says what it means.
    if (reasons.length > 0) throw reasons.find((reason) => reason instanceof BackupFault) ?? stop.signal.reason
    const stored = sealed.result()
    this.written += stored.size
    return { stored: { name, ...stored }, digest: plain.result() }
  }
}

/** A stream that breaks before or after a pipeline holds it ends no process: the pipeline says why it broke. */
const quiet = (stream: Readable): Readable => stream.on('error', () => undefined)
