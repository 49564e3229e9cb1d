import type { LocalStore } from '../store/local-store.ts'

/** What a session keeps between starts. */
export interface TokenSet {
  access_token: string
  /** When the access token dies, milliseconds since the epoch by this machine's clock. */
  expires_ts: number
  /** Absent for a bot, which renews with its credentials. */
  refresh_token?: string
  user_id: string
  /** Absent for a bot. */
  session_id?: string
  scope: string
}

/**
 * Where a session's tokens are kept. Several clients may share one store (the tabs of a browser): before renewing, a
 * client looks whether another has already done so.
 */
export interface TokenStore {
  load(): Promise<TokenSet | undefined>
  save(tokens: TokenSet): Promise<void>
  clear(): Promise<void>
}

/** Tokens that last as long as the process. */
export class MemoryTokenStore implements TokenStore {
  #tokens: TokenSet | undefined

  constructor(tokens?: TokenSet) {
    this.#tokens = tokens
  }

  async load() {
    return this.#tokens
  }

  async save(tokens: TokenSet) {
    this.#tokens = tokens
  }

  async clear() {
    this.#tokens = undefined
  }
}

/** Tokens in a local store, so that a session goes on after a restart. */
export class StoredTokens implements TokenStore {
  readonly #store: LocalStore
  readonly #key: string

  /** @param key under which they are kept. Default `tokens`. */
  constructor(store: LocalStore, key = 'tokens') {
    this.#store = store
    this.#key = key
  }

  async load(): Promise<TokenSet | undefined> {
    const text = await this.#store.read(this.#key)
    return text === undefined ? undefined : (JSON.parse(text) as TokenSet)
  }

  save(tokens: TokenSet): Promise<void> {
    return this.#store.write(this.#key, JSON.stringify(tokens))
  }

  clear(): Promise<void> {
    return this.#store.remove(this.#key)
  }
}
