/** The last change of each of many, in the order in which they changed. */
export class LatestChanges<Key, Change extends { tick: number }> {
  readonly #changes = new Map<Key, Change>()
  #inOrder: Change[] | undefined

  get(key: Key): Change | undefined {
    return this.#changes.get(key)
  }

  /** Its tick is later than that of every change before. */
  set(key: Key, change: Change): void {
    this.#changes.delete(key)
    this.#changes.set(key, change)
    this.#inOrder = undefined
  }

  deleteWhere(isGone: (change: Change) => boolean): void {
    for (const [key, change] of this.#changes) if (isGone(change)) this.#changes.delete(key)
    this.#inOrder = undefined
  }

  /** Changes after a tick, oldest first. */
  after(tick: number): Change[] {
    this.#inOrder ??= [...this.#changes.values()]
    const last = this.#inOrder.findLastIndex((change) => change.tick <= tick)
    return this.#inOrder.slice(last + 1)
  }
}
