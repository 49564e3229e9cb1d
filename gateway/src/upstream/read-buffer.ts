/** As much as is read at once, bytes. Twice the size halves the calls of the system; a larger one leaves its cache. */
export const readBytes = 256 * 1024
/** How many buffers wait for their next use. */
const mostFree = 16

const free: Buffer[] = []

/**
 * Where a connection's bytes are read to: the same memory again and again, so that a large body makes no garbage.
 * Whoever needs a piece for longer than it takes to look at it keeps it, and the connection reads on elsewhere.
 */
export class ReadBuffer {
  #bytes: Buffer | undefined

  /** Where to read to next. */
  readonly next = (): Buffer => {
    this.#bytes ??= free.pop() ?? Buffer.allocUnsafeSlow(readBytes)
    return this.#bytes
  }

  /** What was read last stays as it is. @returns gives it back when nobody needs it any more. */
  keep(): () => void {
    const kept = this.#bytes
    this.#bytes = undefined
    return () => giveBack(kept)
  }

  /** Nothing more is read. */
  close(): void {
    giveBack(this.#bytes)
    this.#bytes = undefined
  }
}

function giveBack(bytes: Buffer | undefined): void {
  if (bytes !== undefined && free.length < mostFree) free.push(bytes)
}
