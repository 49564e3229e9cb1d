import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A file that is being made: gone when its scope ends, unless the blob store took it over. */
export class IncomingFile implements AsyncDisposable {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { force: true })
  }
}

/** The folder where files are made before they are kept. Whatever a crash left there is swept at the start. */
export class Incoming {
  readonly #folder: string
  readonly #name: () => string

  private constructor(folder: string, name: () => string) {
    this.#folder = folder
    this.#name = name
  }

  /** @param name gives a new file name each time, such as a ULID. */
  static async open(folder: string, name: () => string): Promise<Incoming> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const left of await readdir(folder)) await rm(join(folder, left), { recursive: true, force: true })
    return new Incoming(folder, name)
  }

  file(): IncomingFile {
    return new IncomingFile(join(this.#folder, this.#name()))
  }
}

/** What a finished file holds. */
export interface Measured {
  sha256: string
  /** Bytes. */
  size: number
}

/** Reads a finished file through once, for its hash and its size. */
export async function measure(path: string): Promise<Measured> {
  await using handle = await open(path, 'r')
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1 << 20)
  let size = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, size)
    if (bytesRead === 0) return { sha256: hash.digest('hex'), size }
    hash.update(buffer.subarray(0, bytesRead))
    size += bytesRead
  }
}
