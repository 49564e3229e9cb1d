import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, replaceFile } from '../client/files.ts'
import type { Storage } from './storage.ts'

/** A file for each key in a folder of the bot's own. */
export class FileStorage implements Storage {
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
