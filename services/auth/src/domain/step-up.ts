import type { Caller } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import type { StepUpAnswer, StepUpBody } from '@bartab/sdk/schemas'
import { issueAccessToken } from './access-token.ts'
import { type Actor, record } from './audit-trail.ts'
import type { AuthStore } from './auth-store.ts'
import { admitLogin, admitSecondFactor, forgetLogins, forgetSecondFactors } from './call-limits.ts'
import { type EndSessionDeps, requireOwnSession } from './end-session.ts'
import { authenticate, type LoginDeps } from './login.ts'
import { grantOf, scopesOf } from './open-session.ts'
import { acceptCode, methodsOf, type SecondFactorDeps } from './second-factor.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

/** How long ago somebody may have proved who they are when they do something dangerous: ten minutes. */
const maxAgeMs = 600_000

export interface RecentDeps extends SecondFactorDeps {
  clock: () => number
}

/**
 * Dangerous acts want somebody who has proved who they are a moment ago, with the second factor where there is one.
 *
 * @throws {Problem} STEP_UP_REQUIRED
 */
export function requireRecentProof(deps: RecentDeps, caller: Caller): void {
  const methods = methodsOf(deps, caller.userId)
  const recent = caller.authTime !== undefined && deps.clock() - caller.authTime <= maxAgeMs
  const strong = methods.length === 0 || caller.methods.includes('mfa')
  if (!recent || !strong) throw new Problem('STEP_UP_REQUIRED', { members: { max_age_s: maxAgeMs / 1000, methods } })
}

/** Applications may act for a person, but not upon the person's account. @throws {Problem} NOT_FOR_APPLICATIONS */
export function refuseApplications({ store }: { store: AuthStore }, { clientId }: Caller): void {
  if (store.clients.get(clientId)?.kind === 'app') throw new Problem('NOT_FOR_APPLICATIONS')
}

export interface StepUpDeps extends LoginDeps, EndSessionDeps {
  store: AuthStore
}

/** Proves once more who holds the session, and gives an access token that says so. */
export async function stepUp(
  deps: StepUpDeps,
  actor: Actor,
  sessionId: string,
  input: StepUpBody,
): Promise<StepUpAnswer> {
  const user = deps.store.users.get(actor.userId)
  if (!user) throw new Problem('USER_NOT_FOUND')
  const amr = await prove(deps, actor, user, input)
  const session = deps.store.transact(() => {
    const current = requireOwnSession(deps, user.userId, sessionId)
    deps.store.sessions.renewProof(sessionId, deps.clock(), amr)
    record(deps, actor, { action: 'session.step-up', target: sessionId })
    return { ...current, amr, authTs: deps.clock() }
  })
  return answer(deps, user, session)
}

async function prove(deps: StepUpDeps, actor: Actor, user: User, input: StepUpBody): Promise<string[]> {
  const pair = deps.store.transact(() => admitLogin(deps, user.username, actor.address))
  const proved = await authenticate(deps, user.username, input.password)
  if (proved?.userId !== user.userId) throw new Problem('PASSWORD_WRONG')
  forgetLogins(deps, pair)
  const methods = methodsOf(deps, user.userId)
  if (methods.length === 0) return ['pwd']
  if (input.method === undefined || input.code === undefined)
    throw new Problem('MFA_REQUIRED', { members: { methods } })
  deps.store.transact(() => admitSecondFactor(deps, user.userId, actor.address))
  if (!(await acceptCode(deps, user.userId, input.method, input.code))) throw new Problem('MFA_CODE_WRONG')
  forgetSecondFactors(deps, user.userId)
  return ['pwd', 'otp', 'mfa']
}

async function answer(deps: StepUpDeps, user: User, session: Session): Promise<StepUpAnswer> {
  const scopes = scopesOf(deps, user, session)
  return {
    access_token: await issueAccessToken(deps, grantOf(user, session, scopes)),
    token_type: 'Bearer',
    expires_in: deps.tokenLifetimeMs / 1000,
    scope: scopes.join(' '),
  }
}
