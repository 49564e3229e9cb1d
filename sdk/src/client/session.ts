import { Problem } from '../problems/index.ts'
import type { ClientTokenAnswer, TokenAnswer } from '../schemas/index.ts'
import type { TokenSet, TokenStore } from './token-store.ts'

/** Gets new tokens: with the refresh token held, or with a bot's credentials. */
export type Grant = (held: TokenSet | undefined) => Promise<TokenAnswer | ClientTokenAnswer>

export interface SessionOptions {
  store: TokenStore
  grant: Grant
  clock: () => number
  /** Called once when the server has ended the session, or on logout. */
  onEnd?: ((reason: Problem | 'logout') => void) | undefined
}

/** An access token is renewed this long before it dies. */
const renewBeforeMs = 30_000

/** The tokens of one login, renewed once however many callers wait. */
export class Session {
  readonly #options: SessionOptions
  #tokens: TokenSet | undefined
  #renewing: Promise<TokenSet> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The tokens in use, or undefined when nobody is logged in. */
  async tokens(): Promise<TokenSet | undefined> {
    this.#tokens ??= await this.#options.store.load()
    return this.#tokens
  }

  /** An access token that lives long enough for one call. */
  async accessToken(): Promise<string> {
    const held = await this.tokens()
    if (held && !this.#ageing(held)) return held.access_token
    try {
      return (await this.renew(held?.access_token)).access_token
    } catch (error) {
      if (held && this.#alive(held) && !isEnd(error)) return held.access_token
      throw error
    }
  }

  /**
   * New tokens in place of `used`. Callers that come while a renewal is under way share it; a caller whose token has
   * been replaced in the meantime gets the successor at once.
   *
   * @throws {Problem} SESSION_ENDED when the server refuses to go on with this session.
   */
  renew(used: string | undefined): Promise<TokenSet> {
    this.#renewing ??= this.#renew(used).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async begin(answer: TokenAnswer | ClientTokenAnswer): Promise<TokenSet> {
    const { token_type: _type, expires_in, ...tokens } = answer
    this.#tokens = { ...tokens, expires_ts: this.#options.clock() + expires_in * 1000 }
    await this.#options.store.save(this.#tokens)
    return this.#tokens
  }

  async end(reason: Problem | 'logout'): Promise<void> {
    this.#tokens = undefined
    await this.#options.store.clear()
    this.#options.onEnd?.(reason)
  }

  async #renew(used: string | undefined): Promise<TokenSet> {
    const successor = await this.#successorOf(used)
    if (successor) return successor
    try {
      return await this.begin(await this.#options.grant(this.#tokens))
    } catch (error) {
      return this.#refused(used, error)
    }
  }

  /** Another caller, or another tab by way of the store, may have renewed already. */
  async #successorOf(used: string | undefined): Promise<TokenSet | undefined> {
    const stored = await this.#options.store.load()
    if (stored && stored.access_token !== used && !this.#ageing(stored)) {
      this.#tokens = stored
      return stored
    }
    return undefined
  }

  async #refused(used: string | undefined, error: unknown): Promise<TokenSet> {
    if (!isEnd(error)) throw error
    const successor = await this.#successorOf(used)
    if (successor) return successor
    await this.end(error)
    throw error
  }

  #alive(tokens: TokenSet): boolean {
    return this.#options.clock() < tokens.expires_ts
  }

  #ageing(tokens: TokenSet): boolean {
    return this.#options.clock() > tokens.expires_ts - renewBeforeMs
  }
}

function isEnd(error: unknown): error is Problem {
  return error instanceof Problem && error.code === 'SESSION_ENDED'
}
