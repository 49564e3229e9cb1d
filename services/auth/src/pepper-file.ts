import { StartFailure } from '@bartab/kit'
import type { Pepper } from './domain/password-hasher.ts'
import type { PepperBox } from './domain/pepper-rotation.ts'
import { secretHash } from './domain/secret-text.ts'
import { deriveKey, type SecretFolder } from './secrets.ts'

const name = 'pepper'

/** The pepper's file: the version in use in the first line, and while a rotation is under way the one before in the second. */
export class PepperFile implements PepperBox {
  readonly given: boolean
  readonly #folder: SecretFolder
  #lines: readonly string[]

  private constructor(folder: SecretFolder, text: string, given: boolean) {
    this.given = given
    this.#folder = folder
    this.#lines = text.split(/\s+/).filter((line) => line !== '')
    if (this.#lines.length > 2) throw new StartFailure('The file of the pepper has more than two lines.', 78)
  }

  static async open(folder: SecretFolder, given: string | undefined, firstStart: boolean): Promise<PepperFile> {
    const text = given ?? (await (firstStart ? folder.ensure(name) : folder.require(name)))
    return new PepperFile(folder, text, given !== undefined)
  }

  versions(): readonly Pepper[] {
    return this.#lines.map(toPepper)
  }

  async rotate(): Promise<void> {
    await this.#write([this.#folder.fresh(), ...this.#lines.slice(0, 1)])
  }

  async forgetPrevious(): Promise<void> {
    await this.#write(this.#lines.slice(0, 1))
  }

  // used only once it is on disk: a hash must never depend on a pepper that a crash could take
  async #write(lines: string[]): Promise<void> {
    await this.#folder.write(name, lines.join('\n'))
    this.#lines = lines
  }
}

function toPepper(line: string): Pepper {
  const id = secretHash(`bartab pepper id ${line}`).toString('hex').slice(0, 8)
  return { id, key: deriveKey(line, 'pepper') }
}
