export interface CopyProgress {
  /** What is at work now. */
  note: string
  done: number
  /** The bytes that are expected altogether; an estimate. */
  total: number
  /** Milliseconds until the end at the rate so far; nothing before there is one. */
  remainingMs: number | undefined
}

const tellEveryMs = 500

/** How far a copy is, told now and then. */
export class ProgressEstimate {
  readonly #clock: () => number
  readonly #tell: (progress: CopyProgress) => void
  #note = ''
  #done = 0
  #total = 0
  #beganTs: number | undefined
  #toldTs = 0

  constructor(clock: () => number, tell: (progress: CopyProgress) => void = () => undefined) {
    this.#clock = clock
    this.#tell = tell
  }

  expect(bytes: number): void {
    this.#total = bytes
  }

  note(note: string): void {
    this.#note = note
    this.#say()
  }

  add(bytes: number): void {
    this.#beganTs ??= this.#clock()
    this.#done += bytes
    if (this.#clock() - this.#toldTs >= tellEveryMs) this.#say()
  }

  #say(): void {
    this.#toldTs = this.#clock()
    const spent = this.#toldTs - (this.#beganTs ?? this.#toldTs)
    const left = Math.max(0, this.#total - this.#done)
    const remainingMs = spent < tellEveryMs || this.#done === 0 ? undefined : (left / this.#done) * spent
    this.#tell({ note: this.#note, done: this.#done, total: Math.max(this.#total, this.#done), remainingMs })
  }
}
