import type { TurningSecret } from '@bartab/kit'
import type { Pepper } from './domain/password-hasher.ts'
import type { PepperBox } from './domain/pepper-rotation.ts'
import { secretHash } from './domain/secret-text.ts'
import { deriveKey } from './secrets.ts'

/** The pepper in its file, in the form in which it is used. */
export class PepperFile implements PepperBox {
  readonly #secret: TurningSecret

  constructor(secret: TurningSecret) {
    this.#secret = secret
  }

  get given(): boolean {
    return this.#secret.given
  }

  versions(): readonly Pepper[] {
    return this.#secret.versions().map(({ text }) => toPepper(text))
  }

  async rotate(): Promise<void> {
    await this.#secret.turn()
  }

  async forgetPrevious(): Promise<void> {
    await this.#secret.retire(true)
  }
}

function toPepper(text: string): Pepper {
  const id = secretHash(`bartab pepper id ${text}`).toString('hex').slice(0, 8)
  return { id, key: deriveKey(text, 'pepper') }
}
