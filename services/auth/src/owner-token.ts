import { secretHash } from './domain/secret-text.ts'
import type { SecretFolder } from './secrets.ts'

const name = 'owner-token'

/** The one-time token that makes the owner. It is a file until the owner exists. */
export class OwnerToken {
  readonly #secrets: SecretFolder
  #text: string | undefined

  private constructor(secrets: SecretFolder, text: string | undefined) {
    this.#secrets = secrets
    this.#text = text
  }

  /** Finds the token or makes it; on a server that has its owner, removes what a crash may have left. */
  static async open(secrets: SecretFolder, hasOwner: boolean, given: string | undefined): Promise<OwnerToken> {
    const token = new OwnerToken(secrets, hasOwner ? undefined : (given ?? (await secrets.ensure(name))))
    if (hasOwner) await token.spend()
    return token
  }

  /** The link that the server prints while it has no owner. */
  link(issuer: string): string | undefined {
    return this.#text === undefined ? undefined : `${issuer}/#/bootstrap?token=${this.#text}`
  }

  hash(): Buffer | undefined {
    return this.#text === undefined ? undefined : secretHash(this.#text)
  }

  async spend(): Promise<void> {
    this.#text = undefined
    await this.#secrets.remove(name)
  }
}
