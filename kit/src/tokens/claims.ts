import { Problem } from '@bartab/sdk/problems'
import { type Scope, scopes } from '@bartab/sdk/schemas'
import { type Static, Type } from '@bartab/sdk/type'
import type { JWTPayload } from 'jose'
import { matches } from '../schema/matches.ts'
import type { Caller } from './caller.ts'

const Name = Type.String({ minLength: 1, maxLength: 256 })
const Seconds = Type.Integer({ minimum: 0, maximum: 1e11 })

/** What an access token must say beside `iss` and `aud`. */
const Claims = Type.Object({
  sub: Name,
  sid: Name,
  jti: Name,
  client_id: Name,
  scope: Type.String({ maxLength: 2_048 }),
  roles: Type.Array(Name, { maxItems: 16 }),
  iat: Seconds,
  nbf: Seconds,
  exp: Seconds,
  amr: Type.Optional(Type.Array(Name, { maxItems: 16 })),
  auth_time: Type.Optional(Seconds),
})
type Claims = Static<typeof Claims>

/** Reads the verified claims of a token. */
export function callerOf(payload: JWTPayload, keyId: string, token: string): Caller {
  if (!matches(Claims, payload))
    throw new Problem('TOKEN_INVALID', { detail: 'a claim is missing or has the wrong form' })
  const claims: Claims = payload
  return {
    userId: claims.sub,
    sessionId: claims.sid,
    tokenId: claims.jti,
    clientId: claims.client_id,
    keyId,
    scopes: new Set(claims.scope.split(' ').filter(isScope)),
    roles: claims.roles,
    methods: claims.amr ?? [],
    ...(claims.auth_time === undefined ? {} : { authTime: claims.auth_time * 1_000 }),
    issuedAt: claims.iat * 1_000,
    expiresAt: claims.exp * 1_000,
    token,
  }
}

const known: ReadonlySet<string> = new Set(scopes)
const isScope = (word: string): word is Scope => known.has(word)
