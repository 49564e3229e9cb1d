import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import type { OpenBlob } from './blob-store.ts'

const readInPool = promisify(read)

/** A read that takes longer than this had to wait for the disk, in milliseconds. */
const patienceMs = 2

/**
 * A blob that is a local file. What the system holds in memory is read at once: on one core that is twice as fast as
 * asking the thread pool for it. After the first read that had to wait for the disk the rest is left to the pool, so
 * that a slow disk holds up nobody else.
 */
export class OpenFile implements OpenBlob {
  readonly #fd: number
  readonly size: number
  #isSlow = false

  private constructor(fd: number, size: number) {
    this.#fd = fd
    this.size = size
  }

  static at(path: string): OpenFile {
    const fd = openSync(path, 'r')
    try {
      return new OpenFile(fd, fstatSync(fd).size)
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    if (this.#isSlow) return (await readInPool(this.#fd, into, 0, into.byteLength, position)).bytesRead
    const began = performance.now()
    const got = readSync(this.#fd, into, 0, into.byteLength, position)
    this.#isSlow = performance.now() - began > patienceMs
    return got
  }

  async [Symbol.asyncDispose](): Promise<void> {
    closeSync(this.#fd)
  }
}
