import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'

export const issuer = 'http://chat.example'

export interface Tokens {
  /** EdDSA, as auth signs them. */
  bearer: string
  jwks: string
  /** ES256: HAProxy's `jwt_verify` does not know EdDSA. */
  es256: string
  es256PublicKey: string
}

/** The same claims, about 600 bytes, signed in both ways. */
export async function makeTokens(): Promise<Tokens> {
  const eddsa = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const es256 = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(eddsa.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }
  return {
    bearer: await signed('EdDSA', eddsa.privateKey),
    jwks: JSON.stringify({ keys: [jwk] }),
    es256: await signed('ES256', es256.privateKey),
    es256PublicKey: await exportSPKI(es256.publicKey),
  }
}

function signed(alg: string, key: Parameters<SignJWT['sign']>[0]): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{ iss: issuer, aud: issuer, sub: '01JZZZZZZZZZZZZZZZZZZZZZZZ', sid: '01JZZZZZZZZZZZZZZZZZZZZZZY', jti: 'j1' },
    ...{ client_id: 'web', scope: 'chat:read chat:write media:read media:write', roles: ['member'], amr: ['pwd'] },
    ...{ auth_time: now, iat: now, nbf: now, exp: now + 24 * 3600 },
  }
  return new SignJWT(claims).setProtectedHeader({ alg, typ: 'at+jwt', kid: 'k1' }).sign(key)
}
