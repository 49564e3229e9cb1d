import type { Terminal } from './terminal.ts'

export type RowState = 'waiting' | 'working' | 'done' | 'failed'

interface Row {
  state: RowState
  note: string
  startedAt: number
  endedAt?: number
}

const marks: Record<RowState, string> = { waiting: '·', working: '…', done: '✓', failed: '✗' }

/**
 * One row for each thing at work, with its state and the time it took. On a terminal the rows are redrawn in place;
 * elsewhere each change is one plain line, so that a log file reads like a log.
 */
export class Progress implements Disposable {
  readonly #terminal: Terminal
  readonly #clock: () => number
  readonly #rows = new Map<string, Row>()
  #drawn = 0
  #timer: NodeJS.Timeout | undefined

  constructor(terminal: Terminal, clock: () => number) {
    this.#terminal = terminal
    this.#clock = clock
    if (terminal.animated) this.#timer = setInterval(() => this.#draw(), 100).unref()
  }

  /** Sets a row's state and what it is doing. A first call adds the row. */
  set(name: string, state: RowState, note: string): void {
    const before = this.#rows.get(name)
    if (before?.state === state && before.note === note) return
    const row: Row = { state, note, startedAt: before?.startedAt ?? this.#clock() }
    if (state === 'done' || state === 'failed') row.endedAt = this.#clock()
    this.#rows.set(name, row)
    if (this.#terminal.animated) this.#draw()
    else this.#terminal.say(this.#line(name, row))
  }

  /** Leaves the rows as they stand and stops drawing. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    if (this.#terminal.animated) this.#draw()
    this.#drawn = 0
    this.#rows.clear()
  }

  #line(name: string, row: Row): string {
    const width = Math.max(8, ...[...this.#rows.keys()].map((key) => key.length))
    const elapsed = ((row.endedAt ?? this.#clock()) - row.startedAt) / 1000
    const time = elapsed < 0.05 ? '' : ` ${elapsed.toFixed(1)} s`
    return `${this.#mark(row.state)} ${name.padEnd(width)} ${row.note}${this.#terminal.paint('dim', time)}`
  }

  #mark(state: RowState): string {
    const tone = state === 'failed' ? 'bad' : state === 'done' ? 'good' : 'dim'
    return this.#terminal.paint(tone, marks[state])
  }

  #draw(): void {
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : ''
    const lines = [...this.#rows].map(([name, row]) => `\x1b[2K${this.#clip(this.#line(name, row))}\n`)
    this.#terminal.stderr.write(up + lines.join(''))
    this.#drawn = lines.length
  }

  #clip(line: string): string {
    const room = this.#terminal.columns + (line.includes('\x1b') ? 18 : 0)
    return line.length <= room ? line : `${line.slice(0, room - 1)}…`
  }
}
