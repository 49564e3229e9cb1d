import type { App } from '@bartab/kit'
import { RegisterBody, TokenAnswer } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'
import { tokenAnswer } from '../domain/open-session.ts'
import { register } from '../domain/register.ts'

export function registerRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/register',
    { config: { scope: 'public' }, schema: { body: RegisterBody, response: { 201: TokenAnswer } } },
    async (request, reply) => {
      const opened = await register(deps, request.ip, request.body)
      deps.announceChatWork()
      return reply.code(201).send(await tokenAnswer(deps, opened))
    },
  )
}
