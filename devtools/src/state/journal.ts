import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** One line of a stack's journal: what a command is about to do, written to disk before it does it. */
export type JournalLine =
  | ({ run: string; ts: number } & Begun)
  | { run: string; ts: number; at: 'begin' | 'done' | 'failed'; step: number; action: string }
  | { run: string; ts: number; end: 'done' | 'failed' | 'taken up'; because?: string }

/** What a command is about to do. */
export interface Begun {
  /** What was typed. */
  begin: string
  by: string
  verb: string
  /** The services that it is to change. */
  services: readonly string[]
  actions: readonly string[]
}

/** A command that never wrote how it ended: it was killed, or the machine went down. */
export interface UnfinishedRun extends Begun {
  run: string
  ts: number
  /** The actions that had begun and were not done. */
  open: readonly string[]
}

const foldAtBytes = 1024 * 1024

/** Everything in a journal, in order. A line that was cut short by a crash is left out. */
export function readJournal(file: string): JournalLine[] {
  return textOf(file)
    .split('\n')
    .flatMap((line): JournalLine[] => {
      try {
        return line === '' ? [] : [JSON.parse(line) as JournalLine]
      } catch {
        return []
      }
    })
}

/** The last command of a journal, where it did not come to its end. To be asked by the holder of the lock alone. */
export function unfinishedRun(lines: readonly JournalLine[]): UnfinishedRun | undefined {
  const begun = lastRun(lines)
  if (begun === undefined || lines.some((line) => line.run === begun.run && 'end' in line)) return undefined
  const steps = lines.flatMap((line) => (line.run === begun.run && 'step' in line ? [line] : []))
  const done = new Set(steps.filter(({ at }) => at !== 'begin').map(({ step }) => step))
  const open = steps.filter(({ at, step }) => at === 'begin' && !done.has(step)).map(({ action }) => action)
  return { ...begun, open }
}

/** The last command of a journal, ended or not. */
export function lastRun(lines: readonly JournalLine[]): ({ run: string; ts: number } & Begun) | undefined {
  const begun = lines.findLast((line) => 'begin' in line)
  // an older version wrote neither
  return begun && { ...begun, verb: begun.verb ?? '', services: begun.services ?? [] }
}

/** Appends to a stack's journal. Each line is on disk when the call returns. */
export class Journal implements Disposable {
  readonly #file: string
  readonly #descriptor: number

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#file = file
    const text = textOf(file)
    if (text.length > foldAtBytes) renameSync(file, `${file}.1`)
    this.#descriptor = openSync(file, 'a', 0o600)
    if (text.length <= foldAtBytes) this.#dropTornLine(text)
  }

  write(line: JournalLine): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`)
    fdatasyncSync(this.#descriptor)
  }

  unfinished(): UnfinishedRun | undefined {
    return unfinishedRun(readJournal(this.#file))
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }

  #dropTornLine(text: string): void {
    if (text === '' || text.endsWith('\n')) return
    ftruncateSync(this.#descriptor, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
