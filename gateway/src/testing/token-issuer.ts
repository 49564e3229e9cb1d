import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

const issuer = 'http://chat.example'

/** Signs tokens as auth does, with a key of its own. */
export class TokenIssuer {
  readonly kid: string
  readonly #privateKey
  readonly #publicKey

  private constructor(kid: string, pair: Awaited<ReturnType<typeof generateKeyPair>>) {
    this.kid = kid
    this.#privateKey = pair.privateKey
    this.#publicKey = pair.publicKey
  }

  static async create(kid = 'k1'): Promise<TokenIssuer> {
    return new TokenIssuer(kid, await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true }))
  }

  async jwks() {
    return { keys: [{ ...(await exportJWK(this.#publicKey)), kid: this.kid, alg: 'EdDSA', use: 'sig' }] }
  }

  sign(claims: JWTPayload = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({
      ...{
        iss: issuer,
        aud: issuer,
        sub: 'ann',
        sid: 's1',
        jti: 'j1',
        client_id: 'web',
        scope: 'chat:read',
        roles: ['member'],
      },
      ...{ iat: now, nbf: now, exp: now + 600 },
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.kid })
      .sign(this.#privateKey)
  }
}
