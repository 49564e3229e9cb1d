/** Stores on disk, for Node alone. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CursorStore } from './cursor-store.ts'
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

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.${process.pid}.new`
  const handle = await open(next, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(next, file)
}
