import type { BlobKey, BlobStore } from '../blobs/blob-store.ts'
import type { IncomingFile } from '../blobs/incoming.ts'
import type { KeyedLock } from './keyed-lock.ts'

export interface BlobKeeperDeps {
  blobs: Pick<BlobStore, 'adopt' | 'remove' | 'list'>
  isHeld(key: BlobKey): boolean
  letGo(): BlobKey[]
  settle(key: BlobKey): void
  /** Told of a removal that failed; it is tried again. */
  onFailure(error: unknown): void
}

/** Sees to it that a blob is there exactly as long as something in the database holds it. */
export class BlobKeeper {
  readonly #deps: BlobKeeperDeps
  readonly #locks: KeyedLock
  #sweeping: Promise<void> = Promise.resolve()

  constructor(deps: BlobKeeperDeps, locks: KeyedLock) {
    this.#deps = deps
    this.#locks = locks
  }

  /** Takes a file over and notes who holds it: both, or neither. The same steps whether or not the blob was there. */
  async keep(key: BlobKey, file: IncomingFile, note: () => void): Promise<void> {
    await this.#locks.hold(key.accessClass, async () => {
      await this.#deps.blobs.adopt(key, file.path)
      try {
        note()
      } catch (error) {
        if (!this.#deps.isHeld(key)) await this.#deps.blobs.remove(key)
        throw error
      }
    })
  }

  /**
   * Removes soon what was let go of. Nobody waits for it: how long it takes would tell whether another upload holds
   * the same content.
   */
  sweepSoon(): void {
    void this.sweep().catch(this.#deps.onFailure)
  }

  /** Removes what was let go of. */
  sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.catch(() => undefined).then(() => this.#sweep())
    return this.#sweeping
  }

  /** Removes what a crash left between taking a file over and noting who holds it. */
  async removeSpare(): Promise<void> {
    for await (const key of this.#deps.blobs.list()) if (!this.#deps.isHeld(key)) await this.#removeUnlessHeld(key)
  }

  async #sweep(): Promise<void> {
    for (const key of this.#deps.letGo()) {
      await this.#removeUnlessHeld(key)
      this.#deps.settle(key)
    }
  }

  async #removeUnlessHeld(key: BlobKey): Promise<void> {
    await this.#locks.hold(key.accessClass, async () => {
      if (!this.#deps.isHeld(key)) await this.#deps.blobs.remove(key)
    })
  }
}
