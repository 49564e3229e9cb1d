import { createTokenVerifier, KeySet } from '@bartab/kit'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Figure, median } from './figure.ts'

const issuer = 'https://chat.example'
const tokens = 2_000
const rounds = 5

/** What a gateway or a service pays for each request's token: with a token that it has not seen, and with one that it has. */
export async function measureVerification(): Promise<Figure[]> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA', use: 'sig' }
  const keys = new KeySet({ source: async () => ({ keys: [jwk] }), clock: Date.now })
  await keys.refresh()
  const batch = await Promise.all(Array.from({ length: tokens }, (_, n) => sign(privateKey, n)))
  const [fresh, seen]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const verifier = createTokenVerifier({ keys, issuer, audience: issuer, clock: Date.now })
    fresh.push(await microsecondsEach(batch, verifier.verify))
    seen.push(await microsecondsEach(batch, verifier.verify))
  }
  return [
    { name: 'token verification, not seen before', value: `${median(fresh).toFixed(0)} µs` },
    { name: 'token verification, remembered', value: `${median(seen).toFixed(1)} µs` },
  ]
}

async function microsecondsEach(batch: string[], verify: (token: string) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  for (const token of batch) await verify(token)
  return ((performance.now() - started) * 1000) / batch.length
}

function sign(privateKey: CryptoKey, n: number): Promise<string> {
  const iat = Math.floor(Date.now() / 1000)
  return new SignJWT({ client_id: 'web', sid: `s${n}`, scope: 'chat:read chat:write', roles: ['member'], amr: ['pwd'] })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k' })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(`u${n}`)
    .setJti(`t${n}`)
    .setIssuedAt(iat)
    .setNotBefore(iat)
    .setExpirationTime(iat + 600)
    .sign(privateKey)
}
