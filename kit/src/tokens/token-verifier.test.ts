import { createHmac, sign as signRaw } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, calculateJwkThumbprint } from 'jose'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KeySet } from './key-set.ts'
import { goodClaims, issuer, type MintKey, mint, mintKey, now } from './mint.fixture.ts'
import { RevocationList } from './revocation-list.ts'
import { createTokenVerifier, type RememberingVerifier } from './token-verifier.ts'

const seconds = now / 1_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
let key: MintKey
let stranger: MintKey
let good: string
let published: Record<string, unknown>[]
let time: number
let fetches: number
let keys: KeySet
let revocations: RevocationList
let verifier: RememberingVerifier

beforeAll(async () => {
  key = await mintKey()
  stranger = await mintKey()
  good = await mint(key)
})

beforeEach(async () => {
  time = now
  fetches = 0
  published = [key.jwk]
  const source = async () => {
    fetches += 1
    return { keys: published }
  }
  keys = new KeySet({ source, clock: () => time, windowMs: 0 })
  revocations = new RevocationList({ clock: () => time })
  verifier = createTokenVerifier({ keys, issuer, audience: issuer, clock: () => time, revocations, cacheSize: 3 })
  await keys.refresh()
})

const refusal = (token: string) =>
  verifier.verify(token).then(
    () => 'accepted',
    (problem: { code?: string }) => problem.code,
  )
const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe('a good token', () => {
  test('names its caller', async () => {
    expect(await verifier.verify(good)).toEqual({
      userId: goodClaims.sub,
      sessionId: 'session-1',
      tokenId: 'token-1',
      clientId: 'web',
      keyId: 'key-1',
      scopes: new Set(['chat:read', 'chat:write']),
      roles: ['member'],
      methods: ['pwd'],
      authTime: now - 60_000,
      issuedAt: now,
      expiresAt: now + 600_000,
      token: good,
    })
  })

  test('gives only the scopes that exist', async () => {
    const caller = await verifier.verify(await mint(key, { scope: 'chat:read  everything chat:read' }))
    expect([...caller.scopes]).toEqual(['chat:read'])
  })

  test('may leave out how and when the person logged in', async () => {
    const caller = await verifier.verify(await mint(key, { amr: undefined, auth_time: undefined }))
    expect(caller.methods).toEqual([])
    expect(caller).not.toHaveProperty('authTime')
  })

  test.each([
    ['an expiry 29 s ago', { exp: seconds - 29 }],
    ['a start in 29 s', { nbf: seconds + 29 }],
    ['an audience among several', { aud: ['https://other.example', issuer] }],
  ])('is accepted with %s', async (_name, claims) => {
    expect(await refusal(await mint(key, claims))).toBe('accepted')
  })
})

describe('claims', () => {
  test.each([
    ['expired 31 s ago', { exp: seconds - 31, iat: seconds - 700, nbf: seconds - 700 }, 'TOKEN_EXPIRED'],
    ['not valid before 31 s from now', { nbf: seconds + 31 }, 'TOKEN_INVALID'],
    ['issued 31 s in the future', { iat: seconds + 31 }, 'TOKEN_INVALID'],
    ['of another issuer', { iss: 'https://evil.example' }, 'TOKEN_INVALID'],
    ['of an issuer that differs by a slash', { iss: `${issuer}/` }, 'TOKEN_INVALID'],
    ['for another audience', { aud: 'https://evil.example' }, 'TOKEN_INVALID'],
    ['for an empty audience', { aud: [] }, 'TOKEN_INVALID'],
    ['whose expiry is text', { exp: String(seconds + 600) }, 'TOKEN_INVALID'],
    ['whose scope is a list', { scope: ['chat:read'] }, 'TOKEN_INVALID'],
    ['whose roles are text', { roles: 'owner' }, 'TOKEN_INVALID'],
    ['whose subject is empty', { sub: '' }, 'TOKEN_INVALID'],
    ['whose subject is a number', { sub: 7 }, 'TOKEN_INVALID'],
  ])('a token %s is refused', async (_name, claims, code) => {
    expect(await refusal(await mint(key, claims))).toBe(code)
  })

  test.each(['iss', 'aud', 'sub', 'sid', 'jti', 'client_id', 'scope', 'roles', 'iat', 'nbf', 'exp'])(
    'a token without `%s` is refused',
    async (claim) => {
      expect(await refusal(good)).toBe('accepted')
      expect(await refusal(await mint(key, { [claim]: undefined }))).toBe('TOKEN_INVALID')
    },
  )
})

describe('attacks', () => {
  test('a token without a signature (alg none) is refused', async () => {
    const [, payload] = good.split('.')
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await refusal(`${part({ alg, typ: 'at+jwt', kid: key.kid })}.${payload}.`)).toBe('TOKEN_INVALID')
      expect(await refusal(`${part({ alg, typ: 'at+jwt', kid: key.kid })}.${payload}.AA`)).toBe('TOKEN_INVALID')
    }
  })

  test('the public key used as an HMAC secret signs nothing', async () => {
    const secrets = [Buffer.from(key.jwk.x as string, 'base64url'), key.jwk.x as string, JSON.stringify(key.jwk)]
    for (const secret of secrets) {
      const input = `${part({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${part(goodClaims)}`
      const mac = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await refusal(`${input}.${mac}`)).toBe('TOKEN_INVALID')
    }
  })

  test.each(['JWT', 'id+jwt', 'dpop+jwt', '', undefined, 7])('a token of type %j is refused', async (typ) => {
    expect(await refusal(await mint(key, {}, { typ }))).toBe('TOKEN_INVALID')
  })

  test.each([
    undefined,
    '',
    7,
    '../etc/passwd',
    'https://evil.example/jwks.json',
    "' OR 1=1",
    'k'.repeat(129),
    ['key-1'],
  ])('a token whose key id is %j is refused before any key is fetched', async (kid) => {
    const before = fetches
    expect(await refusal(await rawToken({ alg: 'EdDSA', typ: 'at+jwt', kid }))).toBe('TOKEN_INVALID')
    expect(fetches).toBe(before)
  })

  test('a signature by a stranger under a known key id is refused', async () => {
    expect(await refusal(await mint(stranger))).toBe('TOKEN_INVALID')
  })

  test('a key that the token brings along (jwk, jku, x5u, x5c) is never used', async () => {
    const brought = {
      jwk: stranger.jwk,
      jku: 'https://evil.example/jwks',
      x5u: 'https://evil.example/x5u',
      x5c: ['AAAA'],
    }
    expect(await refusal(await mint(stranger, {}, brought))).toBe('TOKEN_INVALID')
    const kid = await calculateJwkThumbprint(stranger.jwk)
    expect(await refusal(await mint({ ...stranger, kid }, {}, brought))).toBe('TOKEN_INVALID')
  })

  test('an extension marked critical that we do not know is refused', async () => {
    expect(await refusal(await rawToken({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid, crit: ['x'], x: 1 }))).toBe(
      'TOKEN_INVALID',
    )
  })

  test('a token of more than 8 KiB is refused, though its signature is good', async () => {
    const large = await mint(key, { note: 'x'.repeat(8 * 1024) })
    expect(large.length).toBeGreaterThan(8 * 1024)
    expect(await refusal(large)).toBe('TOKEN_INVALID')
  })

  test('a signed text that is not a claims set is refused', async () => {
    for (const body of ['', 'null', '[]', '"x"', '{', 'a'.repeat(64)]) {
      const token = await new CompactSign(Buffer.from(body))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid })
        .sign(key.privateKey)
      expect(await refusal(token)).toBe('TOKEN_INVALID')
    }
  })

  test('the other spellings of the last character of the signature are refused, also when the token is remembered', async () => {
    expect(await refusal(good)).toBe('accepted')
    const bytes = (token: string) => Buffer.from(token.split('.')[2] as string, 'base64url')
    const twins = [...alphabet]
      .map((last) => good.slice(0, -1) + last)
      .filter((twin) => twin !== good && bytes(twin).equals(bytes(good)))
    expect(twins).toHaveLength(3 + 12)
    for (const twin of twins) expect(await refusal(twin)).toBe('TOKEN_INVALID')
  })

  test('padding, blanks, line breaks and further parts are refused', async () => {
    const others = [
      `${good}=`,
      `${good}==`,
      ` ${good}`,
      `${good} `,
      `${good}\n`,
      good.replace('.', '.\n'),
      `${good}.`,
      `${good}.AA`,
      `.${good}`,
      '',
      '.',
      '..',
      'a.b',
    ]
    for (const other of others) expect(await refusal(other)).toBe('TOKEN_INVALID')
  })

  test('nothing but the issued spelling of a token verifies', async () => {
    const edit = fc.record({
      at: fc.nat(good.length),
      remove: fc.nat(3),
      insert: fc.oneof(
        fc.string({ unit: fc.constantFrom(...alphabet, '.', '=', ' ', '\n', '+', '/'), maxLength: 3 }),
        fc.string({ unit: 'grapheme', maxLength: 2 }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const changed = edits.reduce(
          (t, { at, remove, insert }) => t.slice(0, at) + insert + t.slice(at + remove),
          good,
        )
        fc.pre(changed !== good)
        expect(await refusal(changed)).toBe('TOKEN_INVALID')
      }),
      { numRuns: 500 },
    )
  })
})

describe('the memory of verified tokens', () => {
  test('does not outlive the token', async () => {
    expect(await refusal(good)).toBe('accepted')
    time = goodClaims.exp * 1_000 + 31_000
    expect(await refusal(good)).toBe('TOKEN_EXPIRED')
  })

  test('does not outlive its key', async () => {
    const next = await mintKey('key-2')
    expect(await refusal(good)).toBe('accepted')
    published = [next.jwk]
    await keys.refresh()
    expect(await refusal(good)).toBe('TOKEN_INVALID')
  })

  test('does not hide a revocation', async () => {
    expect(await refusal(good)).toBe('accepted')
    revocations.apply({ revoked: [{ kind: 'sid', value: 'session-1', revoked_ts: now, expires_ts: now + 600_000 }] })
    expect(await refusal(good)).toBe('TOKEN_REVOKED')
  })

  test('answers at once for a token it knows, and leaves the others to be judged', async () => {
    expect(verifier.known(good)).toBeUndefined()
    await verifier.verify(good)
    expect(verifier.known(good)?.tokenId).toBe(goodClaims.jti)
    revocations.apply({ revoked: [{ kind: 'sid', value: 'session-1', revoked_ts: now, expires_ts: now + 600_000 }] })
    expect(() => verifier.known(good)).toThrow(expect.objectContaining({ code: 'TOKEN_REVOKED' }))
  })

  test('is bounded, and forgetting costs nothing but a second check', async () => {
    const tokens = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((jti) => mint(key, { jti })))
    for (const token of [...tokens, ...tokens]) expect(await refusal(token)).toBe('accepted')
  })
})

test.each([
  ['a claim twice', (text: string) => text.replace('{', '{"sub":"somebody-else",')],
  ['a scope twice, spelled with an escape', (text: string) => text.replace('{', '{"s\\u0063ope":"auth:admin",')],
  ['room between its words', (text: string) => text.replaceAll(',', ', ')],
])('a signed token with %s is refused, for two readers could read it differently', async (_what, rewrite) => {
  expect(await refusal(await rawToken(goodHeader()))).toBe('accepted')
  expect(await refusal(await rawToken(goodHeader(), rewrite(JSON.stringify(goodClaims))))).toBe('TOKEN_INVALID')
})

test('a signed token whose header says something twice is refused', async () => {
  const header = JSON.stringify(goodHeader()).replace('{', '{"alg":"none",')
  expect(await refusal(await rawToken(header))).toBe('TOKEN_INVALID')
})

const goodHeader = () => ({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid })

// a signed token with a header that a signing library would not make
async function rawToken(header: unknown, claims: unknown = goodClaims): Promise<string> {
  const input = `${part(header)}.${part(claims)}`
  const { KeyObject } = await import('node:crypto')
  const signature = signRaw(null, Buffer.from(input), KeyObject.from(key.privateKey as never))
  return `${input}.${signature.toString('base64url')}`
}
