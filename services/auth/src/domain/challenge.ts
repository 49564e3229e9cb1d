import { Problem } from '@bartab/sdk/problems'
import type { AuthStore } from './auth-store.ts'
import { admitSecondFactor, forgetSecondFactors } from './call-limits.ts'
import { acceptCode, type Challenge, methodsOf, type SecondFactorDeps } from './second-factor.ts'
import { newSecret, secretHash } from './secret-text.ts'
import type { User } from './user.ts'

export interface ChallengeDeps extends SecondFactorDeps {
  clock: () => number
  randomBytes: (size: number) => Buffer
  store: AuthStore
}

/** How long the second factor may take to come: five minutes. */
const lifetimeMs = 300_000

/** How many codes may be tried at one challenge, over all methods together. */
const maxAttempts = 5

/** Refuses a login until the second factor has come, where the user has one. @throws {Problem} MFA_REQUIRED */
export function requireSecondFactor(deps: ChallengeDeps, user: User, deviceName: string | undefined): void {
  const methods = methodsOf(deps, user.userId)
  if (methods.length === 0) return
  const token = newSecret(deps.randomBytes, 'bmf_')
  deps.store.challenges.add({
    tokenHash: secretHash(token),
    userId: user.userId,
    deviceName: deviceName ?? null,
    attempts: 0,
    expiresTs: deps.clock() + lifetimeMs,
  })
  throw new Problem('MFA_REQUIRED', { members: { mfa_token: token, methods, expires_in: lifetimeMs / 1000 } })
}

export interface ChallengeAnswer {
  mfa_token: string
  method: string
  code: string
}

/**
 * Whom a login that waited for the second factor belongs to. Each try counts, whatever its method, before it is looked at.
 *
 * @throws {Problem} MFA_CHALLENGE_INVALID, MFA_CODE_WRONG, RATE_LIMITED
 */
export async function answerChallenge(
  deps: ChallengeDeps,
  address: string,
  { mfa_token, method, code }: ChallengeAnswer,
): Promise<{ user: User; deviceName: string | undefined }> {
  const challenge = deps.store.transact(() => beginAttempt(deps, secretHash(mfa_token), address))
  if (!(await acceptCode(deps, challenge.userId, method, code))) {
    throw new Problem('MFA_CODE_WRONG', { members: { attempts_left: maxAttempts - challenge.attempts - 1 } })
  }
  return deps.store.transact(() => {
    if (!deps.store.challenges.finish(challenge.tokenHash)) throw new Problem('MFA_CHALLENGE_INVALID')
    forgetSecondFactors(deps, challenge.userId)
    return { user: requireEnabled(deps, challenge.userId), deviceName: challenge.deviceName ?? undefined }
  })
}

function beginAttempt(deps: ChallengeDeps, tokenHash: Buffer, address: string): Challenge {
  const challenge = deps.store.challenges.get(tokenHash)
  if (!challenge || deps.clock() >= challenge.expiresTs || challenge.attempts >= maxAttempts) {
    throw new Problem('MFA_CHALLENGE_INVALID')
  }
  admitSecondFactor(deps, challenge.userId, address)
  deps.store.challenges.countAttempt(tokenHash)
  return challenge
}

function requireEnabled({ store }: ChallengeDeps, userId: string): User {
  const user = store.users.get(userId)
  if (!user) throw new Problem('MFA_CHALLENGE_INVALID')
  if (user.disabledTs !== null) throw new Problem('ACCOUNT_DISABLED')
  return user
}
