/** What a process has used so far. */
export interface Usage {
  /** Time on a processor, milliseconds. */
  cpuMs: number
  /** What the heap holds, bytes. */
  heapBytes: number
}

/** Between two looks, milliseconds. */
export const lookEveryMs = 3_000
/** Less work than this between two looks is rest: what timers and a health check need. */
const restMs = 60
/** So much work leaves enough behind to be worth a look through all of it. */
const worthMs = 300
/** A start is over once it is over. After a rush hour people may go on, and would find a cold server: a minute has to pass, in looks. */
const [looksAfterStart, looksAfterWork] = [1, 20]
/** What a larger heap holds is in use; looking through it would be felt by whoever asks something then. */
const largestHeapBytes = 64 << 20

/**
 * Tells when a server has come to rest after work, once for each time. V8 looks through its heap when it needs room for
 * new objects; a server that rests needs none, and keeps what its start or its last rush hour left behind.
 */
export class Rest {
  #lastCpuMs = 0
  #workMs = 0
  #looksAtRest = 0
  #looksNeeded = looksAfterStart

  /** Whether this look finds that a rest has come, the first since enough work was done. */
  begins({ cpuMs, heapBytes }: Usage): boolean {
    const sinceLastMs = cpuMs - this.#lastCpuMs
    this.#lastCpuMs = cpuMs
    if (sinceLastMs >= restMs) {
      this.#workMs += sinceLastMs
      this.#looksAtRest = 0
      return false
    }
    this.#looksAtRest += 1
    if (this.#workMs < worthMs || this.#looksAtRest < this.#looksNeeded) return false
    this.#workMs = 0
    this.#looksNeeded = looksAfterWork
    return heapBytes <= largestHeapBytes
  }
}
