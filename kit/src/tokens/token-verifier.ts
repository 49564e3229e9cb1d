import { Problem } from '@bartab/sdk/problems'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import type { Clock } from '../clock.ts'
import type { Caller } from './caller.ts'
import { callerOf } from './claims.ts'
import { isKeyId } from './jwks.ts'
import type { KeySource } from './key-set.ts'
import type { RevocationList } from './revocation-list.ts'
import { isCanonicalJson, isCanonicalToken } from './token-spelling.ts'
import { VerifiedTokens } from './verified-tokens.ts'

const leewaySeconds = 30

export interface TokenVerifier {
  /**
   * Who holds this access token.
   *
   * @throws {Problem} TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED, or KEYS_UNAVAILABLE when there is no way to tell.
   */
  verify(token: string): Promise<Caller>
  /**
   * The same for a token that was verified before, at once; undefined for any other, which `verify` judges.
   *
   * @throws {Problem} TOKEN_REVOKED.
   */
  known?(token: string): Caller | undefined
}

export type RememberingVerifier = Required<TokenVerifier>

export interface TokenVerifierOptions {
  keys: KeySource
  /** The public URL that tokens are issued under. */
  issuer: string
  audience: string
  clock: Clock
  /** Sessions, people, tokens and keys that ended before their time. */
  revocations?: RevocationList
  /** How many verified tokens are remembered. Default 20 000: those of 10 000 people who come in turn are all found again. */
  cacheSize?: number
}

/** Verifies access tokens: EdDSA, `typ: at+jwt`, issuer, audience, times with 30 s leeway, at most 8 KiB. */
export function createTokenVerifier(options: TokenVerifierOptions): RememberingVerifier {
  const verified = new VerifiedTokens(options.cacheSize)
  const unlessRevoked = (caller: Caller): Caller => {
    if (options.revocations?.has(caller)) throw new Problem('TOKEN_REVOKED')
    return caller
  }
  return {
    known(token) {
      const caller = remembered(verified, options, token)
      return caller && unlessRevoked(caller)
    },
    async verify(token) {
      return unlessRevoked(remembered(verified, options, token) ?? verified.add(token, await check(options, token)))
    },
  }
}

// a key that was withdrawn takes the tokens it signed with it
function remembered(verified: VerifiedTokens, { keys, clock }: TokenVerifierOptions, token: string) {
  const caller = verified.get(token, clock())
  return caller !== undefined && keys.holds(caller.keyId) ? caller : undefined
}

async function check(options: TokenVerifierOptions, token: string): Promise<Caller> {
  const keyId = keyIdOf(token)
  const key = await options.keys.key(keyId)
  if (key === undefined) throw new Problem('TOKEN_INVALID', { detail: 'it is signed by a key that is not known' })
  const now = options.clock()
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      typ: 'at+jwt',
      issuer: options.issuer,
      audience: options.audience,
      clockTolerance: leewaySeconds,
      currentDate: new Date(now),
    })
    refuseFuture(payload.iat, now)
    return callerOf(payload, keyId, token)
  } catch (error) {
    throw problemOf(error)
  }
}

// before any key is looked up, so that nonsense never costs a fetch; an embedded jwk, jku or x5u is never read
function keyIdOf(token: string): string {
  if (!isCanonicalToken(token))
    throw new Problem('TOKEN_INVALID', { detail: 'it is not in the form of an access token' })
  const { alg, kid, typ } = headerOf(token)
  if (!token.split('.').slice(0, 2).every(isCanonicalJson))
    throw new Problem('TOKEN_INVALID', { detail: 'it says something twice, or in other words than its issuer' })
  if (alg !== 'EdDSA') throw new Problem('TOKEN_INVALID', { detail: 'its algorithm is not EdDSA' })
  if (typ !== 'at+jwt') throw new Problem('TOKEN_INVALID', { detail: 'it is not an access token' })
  if (!isKeyId(kid)) throw new Problem('TOKEN_INVALID', { detail: 'it does not name its key' })
  return kid
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token)
  } catch (cause) {
    throw new Problem('TOKEN_INVALID', { detail: 'its header cannot be read', cause })
  }
}

function refuseFuture(issuedAt: number | undefined, now: number): void {
  if (issuedAt !== undefined && issuedAt > now / 1_000 + leewaySeconds)
    throw new Problem('TOKEN_INVALID', { detail: 'it was issued in the future' })
}

function problemOf(error: unknown): unknown {
  if (error instanceof Problem) return error
  if (error instanceof errors.JWTExpired) return new Problem('TOKEN_EXPIRED', { cause: error })
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Problem('TOKEN_INVALID', { detail: `its \`${error.claim}\` is not accepted here`, cause: error })
  if (error instanceof errors.JOSEError) return new Problem('TOKEN_INVALID', { cause: error })
  return error
}
