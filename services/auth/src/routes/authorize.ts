import type { App } from '@bartab/kit'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthDeps } from '../deps.ts'
import { beginAuthorization, requireAuthorization } from '../domain/authorization.ts'
import { readAuthorizeRequest } from '../domain/authorize-request.ts'
import { loginPage } from '../pages/authorize-pages.ts'
import { sendPage, stylePath } from '../pages/page.ts'
import { style } from '../pages/style.ts'
import { authorizeStepRoutes } from './authorize-steps.ts'
import { BrowserCookie } from './browser-cookie.ts'
import { formBody } from './form-body.ts'
import { pageErrors } from './page-errors.ts'
import { queryOf } from './query.ts'

const path = '/auth/v1/oauth2/authorize'
const Parameters = Type.Record(Type.String(), Type.String())

/** The authorization endpoint and its pages: log in, second factor, consent. They work without scripts. */
export function authorizeRoutes(app: App, deps: AuthDeps): void {
  const cookie = new BrowserCookie(deps.issuer)
  app.register(async (scoped) => {
    const pages = scoped as App
    pageErrors(pages, deps)
    formBody(pages)
    beginRoutes(pages, deps, cookie)
    authorizeStepRoutes(pages, deps, cookie)
    pages.get(stylePath, { config: { scope: 'public' } }, async (_request, reply) =>
      reply.type('text/css').header('cache-control', 'public, max-age=3600').send(style),
    )
  })
}

function beginRoutes(app: App, deps: AuthDeps, cookie: BrowserCookie): void {
  const begin = async (query: URLSearchParams, request: FastifyRequest, reply: FastifyReply) => {
    const asked = readAuthorizeRequest(deps, query)
    const ticket = beginAuthorization(deps, request.ip, asked)
    const { client } = requireAuthorization(deps, ticket)
    cookie.set(reply, ticket.browser)
    return sendPage(reply, loginPage({ ticket: ticket.ticket, request: asked, client }))
  }
  app.get(path, { config: { scope: 'public' } }, async (request, reply) => begin(queryOf(request), request, reply))
  app.post(path, { config: { scope: 'public' }, schema: { body: Parameters } }, async (request, reply) =>
    begin(new URLSearchParams(request.body), request, reply),
  )
}
