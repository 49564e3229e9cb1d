/** Counts the changes that are not in the log: typing and presence. Each process counts from nothing. */
export class Ticks {
  /** Names this process's count in cursors. */
  readonly boot: string
  #now = 0

  constructor(boot: string) {
    this.boot = boot
  }

  get now(): number {
    return this.#now
  }

  next(): number {
    this.#now += 1
    return this.#now
  }
}
