import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const page = Buffer.alloc(4096, 1)

/** What no durable write can be faster than: a page appended to a file of its own and forced onto the same disk. */
export class DiskLimit implements Disposable {
  readonly #file: string
  readonly #descriptor: number

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#file = join(folder, 'disk-limit')
    this.#descriptor = openSync(this.#file, 'w')
  }

  /** How long it took, in ms. */
  write(): number {
    const began = performance.now()
    writeSync(this.#descriptor, page)
    fdatasyncSync(this.#descriptor)
    return performance.now() - began
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
    rmSync(this.#file, { force: true })
  }
}
