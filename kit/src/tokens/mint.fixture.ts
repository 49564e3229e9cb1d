import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'

export const issuer = 'https://chat.example'
export const now = 1_800_000_000_000
const seconds = now / 1_000

/** A signing key with its JWKS entry. */
export interface MintKey {
  kid: string
  privateKey: CryptoKey
  jwk: Record<string, unknown>
}

export async function mintKey(kid = 'key-1'): Promise<MintKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } }
}

export const goodClaims = {
  iss: issuer,
  aud: issuer,
  sub: '01JZX0000000000000000ALICE',
  sid: 'session-1',
  jti: 'token-1',
  client_id: 'web',
  scope: 'chat:read chat:write',
  roles: ['member'],
  amr: ['pwd'],
  auth_time: seconds - 60,
  iat: seconds,
  nbf: seconds,
  exp: seconds + 600,
}

/** Signs a token that differs from a good one as stated; `undefined` leaves a claim or header out. */
export function mint(
  key: MintKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const protectedHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid, ...header } as JWTHeaderParameters
  return new SignJWT({ ...goodClaims, ...claims }).setProtectedHeader(protectedHeader).sign(key.privateKey)
}
