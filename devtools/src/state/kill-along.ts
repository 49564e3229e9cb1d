import { readJournal, unfinishedRun } from './journal.ts'

/** A command that can be killed at a line of its stack's journal. */
export interface Killable {
  /** The journal's file. */
  journal: string
  /** How many lines further each kill is than the one before; with `BARTAB_KILL_EVERY_LINE=1` it is the next one. */
  stride: number
  /** Runs the command and kills it once so many lines of the journal are on disk. Whether it came so far. */
  killedAt(line: number): boolean | Promise<boolean>
  /** Runs what finishes the command or takes it back, and sees that it did. The last time the command came to its end. */
  mended(line: number, killed: boolean): Promise<void>
}

/** Whether no line is left out. */
export const everyLine = process.env['BARTAB_KILL_EVERY_LINE'] === '1'

/**
 * Kills a command at its first line, then further on, until it comes to its end; lets it be mended after each. Answers
 * how often it was killed.
 *
 * @throws {Error} where the journal of a killed command does not tell of it, or tells of it still when it was mended.
 */
export async function killAlong({ journal, stride, killedAt, mended }: Killable): Promise<number> {
  for (let line = 1, kills = 0; ; line += everyLine ? 1 : stride, kills += 1) {
    const killed = await killedAt(line)
    const lines = readJournal(journal)
    if (killed && unfinishedRun(lines) === undefined && !('end' in (lines.at(-1) ?? {})))
      throw new Error(`killed at line ${line}, and the journal does not say so`)
    await mended(line, killed)
    const left = unfinishedRun(readJournal(journal))
    if (left !== undefined) throw new Error(`killed at line ${line} and mended, and the journal has ${left.begin} open`)
    if (!killed) return kills
  }
}
