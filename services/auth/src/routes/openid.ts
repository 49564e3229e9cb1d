import type { App } from '@bartab/kit'
import { UserInfo } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { logoutFor } from '../domain/logout-request.ts'
import { userInfo } from '../domain/user-info.ts'
import { messagePage } from '../pages/message-page.ts'
import { sendPage } from '../pages/page.ts'
import { formBody } from './form-body.ts'
import { oauthErrors } from './oauth-errors.ts'
import { pageErrors } from './page-errors.ts'
import { queryOf } from './query.ts'

const Parameters = Type.Record(Type.String(), Type.String())

/** What OpenID Connect adds: userinfo, and the end of a session at the wish of an application. */
export function openIdRoutes(app: App, deps: AuthDeps): void {
  app.register(async (scoped) => {
    oauthErrors(scoped as App)
    formBody(scoped as App)
    userInfoRoutes(scoped as App, deps)
  })
  app.register(async (scoped) => {
    pageErrors(scoped as App, deps)
    formBody(scoped as App)
    endSessionRoutes(scoped as App, deps)
  })
}

function userInfoRoutes(app: App, deps: AuthDeps): void {
  const path = '/auth/v1/oauth2/userinfo'
  const options = { config: { scope: 'authenticated' }, schema: { response: { 200: UserInfo } } } as const
  app.get(path, options, async ({ caller }) => userInfo(deps, caller))
  app.post(path, options, async ({ caller }) => userInfo(deps, caller))
}

function endSessionRoutes(app: App, deps: AuthDeps): void {
  const path = '/auth/v1/oauth2/end_session'
  const end = async (query: URLSearchParams, reply: FastifyReply) => {
    const back = await logoutFor(deps, query)
    if (back !== undefined) return reply.redirect(back, 303)
    return sendPage(reply, messagePage('You are logged out', 'The application no longer acts for you.'))
  }
  app.get(path, { config: { scope: 'public' } }, async (request: FastifyRequest, reply) => end(queryOf(request), reply))
  app.post(path, { config: { scope: 'public' }, schema: { body: Parameters } }, async (request, reply) =>
    end(new URLSearchParams(request.body), reply),
  )
}
