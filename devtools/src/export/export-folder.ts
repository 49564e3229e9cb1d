import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'
import { LineFile } from './line-file.ts'

/**
 * The folder of an export while it is written. It has its name only once it is whole; until then it is `NAME.part`, and
 * goes when something fails. All of it is its owner's alone to read.
 */
export class ExportFolder implements AsyncDisposable {
  readonly path: string
  readonly #part: string
  #whole = false

  private constructor(path: string) {
    this.path = path
    this.#part = `${path}.part`
  }

  /** @throws {CliFailure} EXPORT_THERE where something has this name already, or an export was broken off. */
  static async make(path: string): Promise<ExportFolder> {
    const folder = new ExportFolder(path)
    const there = [path, folder.#part].find(existsSync)
    if (there !== undefined) {
      throw new CliFailure('EXPORT_THERE', `${there} is there already`, {
        evidence: ['an export goes into a folder of its own; nothing is overwritten'],
        fix: `bartab export --out ANOTHER, or remove ${there}`,
      })
    }
    await mkdir(join(folder.#part, 'rooms'), { recursive: true, mode: 0o700 })
    await mkdir(join(folder.#part, 'files'), { mode: 0o700 })
    return folder
  }

  /** A file in it, by its path there. */
  at(path: string): string {
    return join(this.#part, path)
  }

  async lines(path: string): Promise<LineFile> {
    return new LineFile(await open(this.at(path), 'wx', 0o600))
  }

  /** Writes what it holds, and gives it its name. */
  async finish(contents: object): Promise<void> {
    await writeFile(this.at('export.json'), `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 })
    await rename(this.#part, this.path)
    this.#whole = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#whole) await rm(this.#part, { recursive: true, force: true })
  }
}
