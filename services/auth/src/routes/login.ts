import type { App } from '@bartab/kit'
import { LoginBody, LoginMfaBody, TokenAnswer } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'
import { endSession } from '../domain/end-session.ts'
import { login, loginMfa } from '../domain/login.ts'
import { tokenAnswer } from '../domain/open-session.ts'
import { revoke } from '../domain/revocation.ts'

export function loginRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/login',
    { config: { scope: 'public' }, schema: { body: LoginBody, response: { 200: TokenAnswer } } },
    async (request) => tokenAnswer(deps, await login(deps, request.ip, request.body)),
  )

  app.post(
    '/auth/v1/login/mfa',
    { config: { scope: 'public' }, schema: { body: LoginMfaBody, response: { 200: TokenAnswer } } },
    async (request) => tokenAnswer(deps, await loginMfa(deps, request.ip, request.body)),
  )

  app.post('/auth/v1/logout', { config: { scope: 'authenticated' } }, async ({ caller }, reply) => {
    const session = deps.store.sessions.get(caller.sessionId)
    deps.store.transact(() => {
      if (session) endSession(deps, session, 'logout')
      else revoke(deps, 'jti', caller.tokenId)
    })
    return reply.code(204).send()
  })
}
