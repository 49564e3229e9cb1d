import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface RotationLimits {
  /** A file is put aside once it is larger, in bytes. Default 10 MiB. */
  maxBytes: number
  /** How many files put aside are kept. Default 3. */
  keep: number
}

/** A log file that never grows without bound: `chat.log`, and the older `chat.log.1` to `chat.log.3`. */
export class RotatingLog {
  readonly #file: string
  readonly #limits: RotationLimits
  #descriptor: number
  #bytes: number

  constructor(file: string, limits: RotationLimits = { maxBytes: 10 * 1024 * 1024, keep: 3 }) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#file = file
    this.#limits = limits
    this.#descriptor = openSync(file, 'a', 0o600)
    this.#bytes = fstatSync(this.#descriptor).size
  }

  /** Appends. A full disk loses log lines and never the service that wrote them. */
  write(chunk: Buffer | string): void {
    try {
      this.#bytes += writeSync(this.#descriptor, typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
      if (this.#bytes > this.#limits.maxBytes) this.#rotate()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #rotate(): void {
    for (let n = this.#limits.keep; n > 0; n -= 1) {
      const from = n === 1 ? this.#file : `${this.#file}.${n - 1}`
      if (existsSync(from)) renameSync(from, `${this.#file}.${n}`)
    }
    closeSync(this.#descriptor)
    this.#descriptor = openSync(this.#file, 'a', 0o600)
    this.#bytes = 0
  }
}
