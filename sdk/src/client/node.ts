/** Stores on disk, for Node alone. */
import { rm } from 'node:fs/promises'
import type { CursorStore } from './cursor-store.ts'
import { readIfThere, replaceFile } from './files.ts'
import type { TokenSet, TokenStore } from './token-store.ts'

/** Tokens in a file that only its owner can read. */
export class FileTokenStore implements TokenStore {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  async load(): Promise<TokenSet | undefined> {
    const text = await readIfThere(this.#file)
    return text === undefined ? undefined : (JSON.parse(text) as TokenSet)
  }

  save(tokens: TokenSet): Promise<void> {
    return replaceFile(this.#file, JSON.stringify(tokens))
  }

  clear(): Promise<void> {
    return rm(this.#file, { force: true })
  }
}

/** A position in a file. */
export class FileCursorStore implements CursorStore {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  async load(): Promise<string | undefined> {
    return (await readIfThere(this.#file))?.trim() || undefined
  }

  save(cursor: string): Promise<void> {
    return replaceFile(this.#file, `${cursor}\n`)
  }
}
