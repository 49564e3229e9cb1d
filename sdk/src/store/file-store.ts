import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, replaceFile } from './files.ts'
import type { LocalStore } from './local-store.ts'

/** A file for each key, which only its owner can read, in a folder of the caller's own. For Node. */
export class FileStore implements LocalStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  read(key: string): Promise<string | undefined> {
    return readIfThere(this.#file(key))
  }

  write(key: string, text: string): Promise<void> {
    return replaceFile(this.#file(key), text)
  }

  remove(key: string): Promise<void> {
    return rm(this.#file(key), { force: true })
  }

  #file(key: string): string {
    return join(this.#folder, `${encodeURIComponent(key)}.json`)
  }
}
