/** It is said again after this long, while somebody goes on writing. Milliseconds. */
const againMs = 4000

/** Tells the room that one is writing: seldom enough for every keystroke to call it. */
export class TypingSignal {
  readonly #tell: (on: boolean) => Promise<void>
  #toldAt: number | undefined

  constructor(tell: (on: boolean) => Promise<void>) {
    this.#tell = tell
  }

  stroke(now: number): void {
    if (this.#toldAt !== undefined && now - this.#toldAt < againMs) return
    this.#toldAt = now
    this.#tell(true).catch(() => {})
  }

  end(): void {
    if (this.#toldAt === undefined) return
    this.#toldAt = undefined
    this.#tell(false).catch(() => {})
  }
}
