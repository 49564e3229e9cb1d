import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessOutput } from 'zx'
import { generationAt, type ListedSnapshot, listedSnapshots } from './generation-at.ts'
import { type Followed, litestreamConfig } from './litestream-config.ts'
import { $ } from './shell-less.ts'

const setpriv = '/usr/bin/setpriv'
/** Exactly one may follow a database: where this process is killed, what it started ends too. A container ends anyway. */
const guard = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'TERM'] : []

/** Storage that does not answer is a replica that does not answer. */
const lagPatience = '20s'

/** Runs Litestream's commands on one database and its replica. */
export class Litestream implements Disposable {
  readonly #program: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'bartab-litestream-'))
  readonly #config = join(this.#folder, 'litestream.yml')
  readonly #followed: Followed

  constructor(program: string, followed: Followed) {
    this.#program = program
    this.#followed = followed
    writeFileSync(this.#config, litestreamConfig(followed), { mode: 0o600 })
  }

  /** Follows the database until it is killed; what it says comes from its stdout. */
  follow() {
    return $({
      stdio: ['ignore', 'pipe', 'inherit'],
      quiet: true,
      nothrow: true,
      detached: true,
    })`${guard} ${this.#program} replicate -config ${this.#config}`
  }

  /**
   * The newest generation at its replica, as Litestream lists it.
   *
   * @returns how far the replica is behind the database, as a Go duration such as `1.2s`; nothing without a replica.
   */
  async lag(): Promise<string | undefined> {
    const { stdout } = await $({
      quiet: true,
      timeout: lagPatience,
    })`${this.#program} generations -config ${this.#config} ${this.#followed.database}`
    const rows = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s{2,}|\t+/))
    return rows.toSorted((a, b) => (b.at(-1) ?? '').localeCompare(a.at(-1) ?? ''))[0]?.[2]
  }

  /**
   * Makes a database of the replica as it was at a time, or as it is. After its last change it stays as it was then.
   *
   * @throws where the replica does not reach back so far, saying when it begins
   */
  async restore(to: string, at: Date | undefined): Promise<void> {
    if (at === undefined) return await this.#restore(to)
    const generation = generationAt(await this.#snapshots(), at)
    try {
      await this.#restore(to, '-generation', generation, '-timestamp', at.toISOString())
    } catch (error) {
      if (!isAfterLastChange(error)) throw error
      await this.#restore(to, '-generation', generation)
    }
  }

  async #restore(to: string, ...which: string[]): Promise<void> {
    await $({
      quiet: true,
    })`${this.#program} restore -config ${this.#config} ${which} -o ${to} ${this.#followed.database}`
  }

  async #snapshots(): Promise<ListedSnapshot[]> {
    const { stdout } = await $({
      quiet: true,
    })`${this.#program} snapshots -config ${this.#config} ${this.#followed.database}`
    return listedSnapshots(stdout)
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** What a command of Litestream's that failed said, on either stream. */
export function lastWords(error: unknown): string {
  const { stdout = '', stderr = '', message } = error as Partial<ProcessOutput> & Error
  return `${stdout}${stderr}`.trim() || message
}

/** So it says of a time that lies outside of a generation; that the generation had begun by then is known. */
const isAfterLastChange = (error: unknown): boolean => lastWords(error).includes('no matching backups found')
