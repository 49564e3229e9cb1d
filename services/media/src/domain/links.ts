import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'

export interface LinkOptions {
  /** The valid secrets, at least 32 bytes each in base64url; the first one signs. */
  secret: { versions(): readonly { text: string }[] }
  /** Whether tokens signed with this key are still believed. */
  holdsKey(keyId: string): boolean
  /** Whether the person has logged out since, or has been. */
  isRevoked(caller: Caller): boolean
  clock(): number
}

/** Who a link was made for, as it says itself. */
interface Claim {
  keyId: string
  sessionId: string
  expiresTs: number
}

const form = /^([A-Za-z0-9_-]{1,128})\.([A-Za-z0-9_-]{1,128})\.(\d{1,16})\.([A-Za-z0-9_-]{43})$/

/**
 * Links that open one file without a token, for `<img>`. A link stands for one session of one person, for as long as
 * the token that it was asked for with; every check is made for that person as if the token had come along.
 *
 * Each signing key of the server has its own key for links, so that they turn with the signing keys: links of a
 * retiring key work to their end, and those of a revoked one end with it. The secret behind them may turn on its own.
 */
export class Links {
  readonly #options: LinkOptions
  readonly #callers: RememberedCallers
  readonly #keys = new Map<string, { keyId: string; key: Uint8Array }>()
  #lastExpiryTs = 0

  constructor(options: LinkOptions) {
    this.#options = options
    this.#callers = new RememberedCallers(10_000)
  }

  /** The link's query, the same each time for one token. */
  sign(mediaId: string, caller: Caller): { link: string; expiresTs: number } {
    const { keyId, sessionId, expiresAt: expiresTs } = caller
    this.#callers.remember(caller)
    const claim = { keyId, sessionId, expiresTs }
    const [{ text } = { text: '' }] = this.#options.secret.versions()
    this.#lastExpiryTs = Math.max(this.#lastExpiryTs, expiresTs)
    return {
      link: `${keyId}.${sessionId}.${expiresTs}.${this.#signature(text, mediaId, claim).toString('base64url')}`,
      expiresTs,
    }
  }

  /** When the last link that was given out is dead: a secret that is replaced now is needed until then. */
  get lastExpiryTs(): number {
    return this.#lastExpiryTs
  }

  /**
   * The person whom a link stands for.
   *
   * @throws {Problem} LINK_INVALID; LINK_EXPIRED past its time, after its key, and when this process no longer knows it.
   */
  open(mediaId: string, link: string): Caller {
    const [, keyId = '', sessionId = '', expires = '', signature = ''] = form.exec(link) ?? []
    const claim = { keyId, sessionId, expiresTs: Number(expires) }
    if (!this.#isSigned(mediaId, claim, signature)) throw new Problem('LINK_INVALID')
    const { clock, isRevoked } = this.#options
    const caller = this.#callers.of(sessionId)
    if (caller === undefined || claim.expiresTs <= clock() || isRevoked(caller)) throw new Problem('LINK_EXPIRED')
    return caller
  }

  #isSigned(mediaId: string, claim: Claim, signature: string): boolean {
    if (claim.keyId === '' || !this.#options.holdsKey(claim.keyId)) return false
    const given = Buffer.from(signature, 'base64url')
    return this.#options.secret.versions().some(({ text }) => {
      const right = this.#signature(text, mediaId, claim)
      return given.length === right.length && timingSafeEqual(given, right)
    })
  }

  #signature(secret: string, mediaId: string, { keyId, sessionId, expiresTs }: Claim): Buffer {
    return createHmac('sha256', this.#keyFor(secret, keyId)).update(`${mediaId}.${sessionId}.${expiresTs}`).digest()
  }

  #keyFor(secret: string, keyId: string): Uint8Array {
    const name = `${secret} ${keyId}`
    const known = this.#keys.get(name)?.key
    if (known !== undefined) return known
    const bytes = Buffer.from(secret, 'base64url')
    const key = new Uint8Array(hkdfSync('sha256', bytes, '', `bartab media link ${keyId}`, 32))
    this.#forgetOldKeys()
    this.#keys.set(name, { keyId, key })
    return key
  }

  #forgetOldKeys(): void {
    const secrets = this.#options.secret.versions().map(({ text }) => text)
    for (const [name, { keyId }] of this.#keys) {
      if (!this.#options.holdsKey(keyId) || !secrets.includes(name.split(' ')[0] ?? '')) this.#keys.delete(name)
    }
  }
}

/** The last token of each session that asked for links; in memory alone. */
class RememberedCallers {
  readonly #callers = new Map<string, Caller>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  remember(caller: Caller): void {
    const known = this.#callers.get(caller.sessionId)
    if (known !== undefined && known.expiresAt >= caller.expiresAt) return
    this.#callers.delete(caller.sessionId)
    const oldest = this.#callers.keys().next()
    if (this.#callers.size >= this.#capacity && !oldest.done) this.#callers.delete(oldest.value)
    this.#callers.set(caller.sessionId, caller)
  }

  of(sessionId: string): Caller | undefined {
    return this.#callers.get(sessionId)
  }
}
