import type { KeySource } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { JsonWebKeySet } from '@bartab/sdk/schemas'
import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'
import type { Signer } from './access-token.ts'
import type { NewSigningKey, PublicJwk, SigningKey, SigningKeys } from './signing-key.ts'

/**
 * The signing keys as they are used: private halves are decrypted when needed and held in memory,
 * in the database they are encrypted (AES-256-GCM, a JWE with `dir`) under a key that lives in a file.
 */
export class KeyRing implements Signer, KeySource {
  readonly #keys: SigningKeys
  readonly #encryptionKey: Uint8Array
  readonly #private = new Map<string, CryptoKey>()
  readonly #public = new Map<string, CryptoKey>()

  constructor(keys: SigningKeys, encryptionKey: Uint8Array) {
    this.#keys = keys
    this.#encryptionKey = encryptionKey
  }

  /** A new key in state standby; it is not stored yet. */
  async generate(now: number): Promise<NewSigningKey> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const publicJwk = publicHalf(await exportJWK(publicKey))
    const kid = await calculateJwkThumbprint(publicJwk)
    return {
      kid,
      state: 'standby',
      publicJwk,
      privateJwe: await this.#encrypt(await exportJWK(privateKey), kid),
      createdTs: now,
      activatedTs: null,
      retiringTs: null,
      retiredTs: null,
      revokedTs: null,
    }
  }

  /** @throws {Problem} KEYS_UNAVAILABLE when no key is active. */
  async current(): Promise<{ kid: string; privateKey: CryptoKey }> {
    const key = this.#keys.active()
    if (!key) throw new Problem('KEYS_UNAVAILABLE')
    const privateKey = this.#private.get(key.kid) ?? (await this.#decrypt(key))
    this.#private.set(key.kid, privateKey)
    return { kid: key.kid, privateKey }
  }

  async key(kid: string): Promise<CryptoKey | undefined> {
    const key = this.#keys.get(kid)
    if (!isTrusted(key)) return undefined
    const publicKey = this.#public.get(kid) ?? ((await importJWK(key.publicJwk, 'EdDSA')) as CryptoKey)
    this.#public.set(kid, publicKey)
    return publicKey
  }

  /** A key whose signatures were good once, also when it has retired since; a revoked one is none. */
  async pastKey(kid: string): Promise<CryptoKey | undefined> {
    const key = this.#keys.get(kid)
    if (!key || key.revokedTs !== null) return undefined
    return (await importJWK(key.publicJwk, 'EdDSA')) as CryptoKey
  }

  holds(kid: string): boolean {
    return isTrusted(this.#keys.get(kid))
  }

  /** The keys whose signatures are good, also one that does not sign yet, as RFC 7517 publishes them. */
  published(): JsonWebKeySet {
    const trusted = this.#keys.all().filter(isTrusted)
    return { keys: trusted.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' })) }
  }

  async #encrypt(privateJwk: JWK, kid: string): Promise<string> {
    return new CompactEncrypt(Buffer.from(JSON.stringify(privateJwk)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'jwk+json', kid })
      .encrypt(this.#encryptionKey)
  }

  async #decrypt({ kid, privateJwe }: SigningKey): Promise<CryptoKey> {
    const { plaintext, protectedHeader } = await compactDecrypt(privateJwe ?? '', this.#encryptionKey, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    if (protectedHeader.kid !== kid) throw new Error(`the private half of signing key ${kid} belongs to another key`)
    return (await importJWK(JSON.parse(Buffer.from(plaintext).toString('utf8')) as JWK, 'EdDSA')) as CryptoKey
  }
}

function isTrusted(key: SigningKey | undefined): key is SigningKey {
  return key !== undefined && key.state !== 'retired'
}

function publicHalf({ kty, crv, x }: JWK): PublicJwk {
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '' }
}
