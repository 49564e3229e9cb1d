import { hkdfSync } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite, StartFailure, TurningSecret } from '@bartab/kit'

export interface SecretFolderOptions {
  folder: string
  randomBytes: (size: number) => Buffer
}

/** Secrets that make themselves: a folder of files, 0600 in a folder of 0700. */
export class SecretFolder {
  readonly #folder: string
  readonly #randomBytes: (size: number) => Buffer

  constructor({ folder, randomBytes }: SecretFolderOptions) {
    this.#folder = folder
    this.#randomBytes = randomBytes
  }

  /** The secret of that name, made now if it is not there. */
  async ensure(name: string): Promise<string> {
    const known = await this.read(name)
    if (known !== undefined) return known
    const secret = this.fresh()
    await this.write(name, secret)
    return secret
  }

  /** A secret that may have two valid versions; one that was `given` by a file of the operator's is not written. */
  turning(name: string, text: string, given: boolean, clock: () => number): TurningSecret {
    const save = given ? {} : { save: (lines: string) => this.write(name, lines) }
    return new TurningSecret({ name, text, ...save, fresh: () => this.fresh(), clock })
  }

  /** A new secret; it is kept nowhere yet. */
  fresh(): string {
    return this.#randomBytes(32).toString('base64url')
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await atomicWrite(this.path(name), `${text}\n`, 0o600)
  }

  /** A secret that the database was written with: without it the data is of no use, and a new one would not help. */
  async require(name: string): Promise<string> {
    const known = await this.read(name)
    if (known !== undefined) return known
    const message = `The secret ${this.path(name)} is missing, and the database was written with it. Put it back from a backup.`
    throw new StartFailure(message, 78)
  }

  async read(name: string): Promise<string | undefined> {
    try {
      const text = (await readFile(this.path(name), 'utf8')).trim()
      return text === '' ? undefined : text
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new StartFailure(`The secret ${this.path(name)} cannot be read: ${(error as Error).message}`, 78)
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true })
  }

  path(name: string): string {
    return join(this.#folder, name)
  }
}

/** A key of 32 bytes for one purpose, out of a secret that serves several. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `bartab ${purpose}`, 32))
}
