import type { Caller } from '@bartab/kit'

interface Held {
  caller: Caller
  cut: () => void
}

/** Callers whose polls and streams are held, so that those of a session that ends can be ended with it. */
export class HeldCallers {
  readonly #held = new Set<Held>()

  /** Until the returned function is called, `cut` is called when the caller's session ends. */
  add(caller: Caller, cut: () => void): () => void {
    const held = { caller, cut }
    this.#held.add(held)
    return () => void this.#held.delete(held)
  }

  /** Ends what is held for those whose session is over. */
  cut(isOver: (caller: Caller) => boolean): void {
    for (const held of [...this.#held]) if (isOver(held.caller)) held.cut()
  }
}
