import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import type { StoredFile } from '@bartab/backups'
import type { DesiredService } from '../../plan/desired.ts'
import { isDataName } from '../../stack/data-name.ts'
import { filesBelow } from './files-below.ts'
import type { UnitSpecs } from './unit-specs.ts'

/** The folders in which services keep what they call `/data`. */
export class ProcessData {
  readonly #root: string
  readonly #specs: UnitSpecs

  constructor(root: string, specs: UnitSpecs) {
    this.#root = root
    this.#specs = specs
  }

  async readFile(service: string, path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#hostPath(service, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  files(service: string, path: string): AsyncIterable<StoredFile> {
    return filesBelow(this.#folderOf(service), this.#hostPath(service, path))
  }

  async fill({ launch }: DesiredService, files: AsyncIterable<StoredFile>): Promise<void> {
    const folder = launch.env['BARTAB_DATA_DIR'] ?? ''
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { receiveFile } = await import('@bartab/backups')
    for await (const { path, content, mode } of files) await receiveFile(join(folder, path), content, mode)
  }

  /** Folders that this driver made: their names are those of services, whatever else lies beside them. */
  volumes(): string[] {
    if (!existsSync(this.#root)) return []
    return readdirSync(this.#root)
      .filter(isDataName)
      .map((name) => join(this.#root, name))
  }

  /** Where a service keeps its data: as it was last started, or as it would be the first time. */
  #folderOf(service: string): string {
    return this.#specs.find(service)?.env['BARTAB_DATA_DIR'] ?? join(this.#root, service)
  }

  #hostPath(service: string, path: string): string {
    const clean = normalize(path)
    if (!clean.startsWith('/data/')) throw new Error(`${path} is not below /data`)
    return join(this.#folderOf(service), clean.slice('/data/'.length))
  }
}
