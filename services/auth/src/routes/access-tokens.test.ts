import { createPublicKey } from 'node:crypto'
import { base64url, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest, issuer } from '../../test/auth-under-test.ts'

interface Forgery {
  header?: Record<string, unknown>
  claims?: JWTPayload
  drop?: string
}

async function signed(auth: AuthUnderTest, { header = {}, claims = {}, drop }: Forgery): Promise<string> {
  const { kid, privateKey } = await auth.deps.keyRing.current()
  const now = Math.floor(auth.now / 1000)
  const sound: JWTPayload = {
    iss: issuer,
    aud: issuer,
    sub: '01J00000000000000000000000',
    sid: '01J00000000000000000000001',
    jti: '01J00000000000000000000002',
    client_id: 'web',
    scope: 'chat:read',
    roles: ['member'],
    iat: now,
    nbf: now,
    exp: now + 600,
    ...claims,
  }
  if (drop) delete sound[drop]
  return new SignJWT(sound).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header }).sign(privateKey)
}

const later = (seconds: number) => (auth: AuthUnderTest) => Math.floor(auth.now / 1000) + seconds

describe('an access token', () => {
  it('that is sound is taken, so that the refusals below mean something', async () => {
    await using auth = await AuthUnderTest.start()
    expect(await auth.standing(await signed(auth, {}))).toBe(200)
  })

  it.each<[string, Forgery]>([
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another audience', { claims: { aud: 'https://evil.example' } }],
    ['of another kind', { header: { typ: 'JWT' } }],
    ['of no kind', { header: { typ: undefined } }],
    ['of an unknown key', { header: { kid: 'unknown' } }],
    ['with a path for a key id', { header: { kid: '../../etc/passwd' } }],
    ['without a session', { drop: 'sid' }],
    ['without an end', { drop: 'exp' }],
    ['without an id', { drop: 'jti' }],
  ])('%s is refused', async (_what, forgery) => {
    await using auth = await AuthUnderTest.start()
    expect(await auth.standing(await signed(auth, forgery))).toBe('TOKEN_INVALID')
  })

  it('that is over, or not yet good, is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const over = { iat: later(-700)(auth), nbf: later(-700)(auth), exp: later(-31)(auth) }
    expect(await auth.standing(await signed(auth, { claims: over }))).toBe('TOKEN_EXPIRED')
    expect(await auth.standing(await signed(auth, { claims: { nbf: later(31)(auth) } }))).toBe('TOKEN_INVALID')
  })

  it('signed by somebody else is refused, also when it brings its key along', async () => {
    await using auth = await AuthUnderTest.start()
    const { kid } = await auth.deps.keyRing.current()
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const jwk = await import('jose').then(({ exportJWK }) => exportJWK(publicKey))
    const claims = JSON.parse(Buffer.from((await signed(auth, {})).split('.')[1] ?? '', 'base64url').toString())
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, jwk })
      .sign(privateKey)
    expect(await auth.standing(token)).toBe('TOKEN_INVALID')
  })

  it('with algorithm none, or HS256 under the public key, is refused', async () => {
    await using auth = await AuthUnderTest.start()
    const [, payload] = (await signed(auth, {})).split('.')
    const { kid } = await auth.deps.keyRing.current()
    const none = base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid }))
    expect(await auth.standing(`${none}.${payload}.`)).toBe('TOKEN_INVALID')
    const [key] = auth.deps.keyRing.published().keys
    const pem = createPublicKey({ key: { ...key }, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    const confused = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    expect(await auth.standing(await confused.sign(Buffer.from(pem as string)))).toBe('TOKEN_INVALID')
  })

  it('is good in the spelling in which it was issued and in no other', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await signed(auth, {})
    const last = token.at(-1) as string
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const letter of alphabet.replace(last, '')) {
      expect(await auth.standing(token.slice(0, -1) + letter)).toBe('TOKEN_INVALID')
    }
    for (const other of [`${token}=`, `${token}==`, `${token}.`, token.replace('.', '. ')]) {
      expect(await auth.standing(other)).toBe('TOKEN_INVALID')
    }
  })

  it('cannot be a refresh token', async () => {
    await using auth = await AuthUnderTest.start()
    const { refresh_token } = await auth.owner()
    expect(await auth.standing(refresh_token)).toBe('TOKEN_INVALID')
  })
})
