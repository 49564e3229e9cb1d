import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncPath } from './stored-file.ts'

const namePattern = /^\d{8}T\d{6}Z(-\d+)?$/
const unfinished = '.unfinished-'

/** A folder of backups. Each is a folder named by its time; one that is being written has another name until it is whole. */
export class BackupPlace {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** The names of all whole backups, newest first. */
  names(): string[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder)
      .filter((name) => namePattern.test(name))
      .sort()
      .reverse()
  }

  /** A folder to write a backup into, and what earlier attempts left is removed. */
  begin(ts: number): { name: string; folder: string } {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(this.folder)) if (name.startsWith(unfinished)) this.#remove(name)
    const name = this.#free(`${new Date(ts).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`)
    const folder = join(this.folder, unfinished + name)
    mkdirSync(folder, { mode: 0o700 })
    return { name, folder }
  }

  /** Gives a backup that is whole its name. */
  async finish(name: string): Promise<string> {
    const whole = join(this.folder, name)
    await syncPath(join(this.folder, unfinished + name))
    renameSync(join(this.folder, unfinished + name), whole)
    await syncPath(this.folder)
    return whole
  }

  abandon(name: string): void {
    this.#remove(unfinished + name)
  }

  #remove(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true })
  }

  #free(name: string): string {
    for (let n = 1; ; n++) {
      const candidate = n === 1 ? name : `${name}-${n}`
      if (!existsSync(join(this.folder, candidate))) return candidate
    }
  }
}
