import type { Caller, TokenVerifier } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { Revocations } from './revocation.ts'

/** Verifies as every service does, and asks the database itself what was revoked, rather than a feed of it. */
export function liveTokenVerifier(verifier: TokenVerifier, revocations: Revocations): TokenVerifier {
  return {
    async verify(token): Promise<Caller> {
      const caller = await verifier.verify(token)
      if (revocations.covers(caller)) throw new Problem('TOKEN_REVOKED')
      return caller
    },
  }
}
