import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

export interface RotationLimits {
  /** A file is put aside once it is larger, in bytes. Default 10 MiB. */
  maxBytes: number
  /** How many files put aside are kept. Default 3. */
  keep: number
}

/**
 * A log file that never grows without bound: `chat.log`, and the older `chat.log.1` to `chat.log.3`. Processes write into
 * it by themselves, so that they outlive whoever started them; it is emptied in place once its content has been put aside.
 */
export class RotatingLog {
  /** For processes to write to; each write goes to the end, wherever that is. */
  readonly descriptor: number
  readonly #file: string
  readonly #limits: RotationLimits

  constructor(file: string, limits: RotationLimits = { maxBytes: 10 * 1024 * 1024, keep: 3 }) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#file = file
    this.#limits = limits
    this.descriptor = openSync(file, 'a', 0o600)
  }

  /** Appends. A full disk loses log lines and never the service that wrote them. */
  write(text: string): void {
    try {
      writeSync(this.descriptor, text)
      this.check()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }

  /** Puts the content aside where it is too long by now. */
  check(): void {
    if (fstatSync(this.descriptor).size > this.#limits.maxBytes) this.#rotate()
  }

  close(): void {
    closeSync(this.descriptor)
  }

  #rotate(): void {
    for (let n = this.#limits.keep; n > 1; n -= 1) {
      const from = `${this.#file}.${n - 1}`
      if (existsSync(from)) renameSync(from, `${this.#file}.${n}`)
    }
    copyFileSync(this.#file, `${this.#file}.1`)
    ftruncateSync(this.descriptor)
  }
}
