import type { Records } from './records.ts'

interface Journal {
  /** A run began and has not ended as it should. */
  running: boolean
  /** When runs began that followed one which had not ended as it should. */
  crashes: number[]
}

const key = 'crashes'
/** Crashes that lie further apart are not a loop. Milliseconds. */
const loopMs = 600_000
/** So many within that time are one; its owner hears of it then, and each time their number has doubled. */
const loopLength = 3

/** Remembers in the bot's storage whether it was told to end, so that the next run knows of a crash, a kill or a lack of memory. */
export class CrashJournal {
  readonly #records: Records
  readonly #clock: () => number

  constructor(records: Records, clock: () => number) {
    this.#records = records
    this.#clock = clock
  }

  /** Begins a run. @returns how many crashes led to it, one soon after the other */
  async begin(): Promise<number> {
    const now = this.#clock()
    const { running, crashes } = (await this.#records.read<Journal>(key)) ?? { running: false, crashes: [] }
    const recent = [...crashes, ...(running ? [now] : [])].filter((ts) => now - ts <= loopMs)
    await this.#records.write(key, { running: true, crashes: recent } satisfies Journal)
    return running ? recent.length : 0
  }

  /** The run ends as it should. */
  async end(): Promise<void> {
    const crashes = (await this.#records.read<Journal>(key))?.crashes ?? []
    await this.#records.write(key, { running: false, crashes } satisfies Journal)
  }
}

/** Whether a number of crashes is worth a word: the third, the sixth, the twelfth and so on. */
export function isWorthAWord(crashes: number): boolean {
  return crashes >= loopLength && Number.isInteger(Math.log2(crashes / loopLength))
}
