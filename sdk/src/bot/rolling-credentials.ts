import type { Client, ClientCredentials } from '../client/index.ts'

type Credentials = ClientCredentials | (() => ClientCredentials)

/**
 * Credentials that may be replaced while the bot runs: a new secret is used soon after it is there, not only when the
 * token made with the one before has grown old.
 */
export class RollingCredentials {
  readonly #source: () => ClientCredentials
  #used: string | undefined

  constructor(credentials: Credentials) {
    this.#source = typeof credentials === 'function' ? credentials : () => credentials
  }

  /** What the next token is asked for with. */
  readonly take = (): ClientCredentials => {
    const credentials = this.#source()
    this.#used = credentials.client_secret
    return credentials
  }

  /** Takes a token with the new secret, where there is one. The token before stays good until it has it. */
  async follow({ session }: Client): Promise<void> {
    if (this.#used === undefined || this.#source().client_secret === this.#used) return
    await session.renew(await session.accessToken())
  }
}
