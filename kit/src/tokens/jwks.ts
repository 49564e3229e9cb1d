import { Type } from '@bartab/sdk/type'
import { type CryptoKey, importJWK } from 'jose'
import { boundedJson } from '../feeds/bounded-json.ts'
import { matches } from '../schema/matches.ts'

/** A public signing key, as JWKS publishes it. */
const PublicKey = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  kid: Type.String({ pattern: '^[A-Za-z0-9_.~-]{1,128}$' }),
  alg: Type.Optional(Type.Literal('EdDSA')),
  use: Type.Optional(Type.Literal('sig')),
})

const KeyDocument = Type.Object({ keys: Type.Array(Type.Unknown(), { maxItems: 64 }) })

/** Where public keys come from: the parsed JWKS document. */
export type FetchKeys = (signal: AbortSignal) => Promise<unknown>

export function isKeyId(value: unknown): value is string {
  return matches(PublicKey.properties.kid, value)
}

/**
 * The usable keys of a JWKS document; keys of other kinds are passed over.
 *
 * @throws when there is no document, or no usable key in it.
 */
export async function readKeys(document: unknown): Promise<Map<string, CryptoKey>> {
  if (!matches(KeyDocument, document)) throw new Error('the answer is not a JWKS document')
  const keys = new Map<string, CryptoKey>()
  for (const jwk of document.keys) {
    if (matches(PublicKey, jwk)) keys.set(jwk.kid, (await importJWK({ ...jwk }, 'EdDSA')) as CryptoKey)
  }
  if (keys.size === 0) throw new Error('the JWKS document holds no Ed25519 key')
  return keys
}

const maxDocumentBytes = 64 * 1024

/** Fetches a JWKS document over HTTP: no redirects, at most 64 KiB. */
export function httpKeys(url: string): FetchKeys {
  return (signal) => boundedJson(url, maxDocumentBytes, signal)
}
