import { rmSync } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'

const piece = Buffer.alloc(1 << 20)
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/**
 * Room on the disk for what makes room: a file of zeros, which is let go of when the database cannot grow, so that
 * files can be withdrawn and deleted on a full disk too.
 */
export class DiskReserve {
  readonly #file: string
  readonly #bytes: number

  /** @param bytes a little more than the database's own log grows to. */
  constructor(file: string, bytes: number) {
    this.#file = file
    this.#bytes = bytes
  }

  /** Sets the room aside where it is not; on a full disk another time. */
  async hold(): Promise<void> {
    const found = await stat(this.#file).catch(() => undefined)
    if (found?.size === this.#bytes) return
    try {
      await this.#fill()
    } catch (error) {
      await rm(this.#file, { force: true })
      if (!isFull(error)) throw error
    }
  }

  /** Does a small piece of work of the database; where the disk is full, once more with the room set aside. */
  spend<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isFull(error)) throw error
      rmSync(this.#file, { force: true })
      return work()
    }
  }

  async #fill(): Promise<void> {
    await using handle = await open(this.#file, 'w', 0o600)
    for (let at = 0; at < this.#bytes; at += piece.length)
      await handle.write(piece, 0, Math.min(piece.length, this.#bytes - at))
    await handle.datasync()
  }
}

function isFull(error: unknown): boolean {
  return fullCodes.has((error as NodeJS.ErrnoException).code ?? '')
}
