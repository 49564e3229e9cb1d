import type { App } from '@bartab/kit'
import { BootstrapBody, TokenAnswer } from '@bartab/sdk/schemas'
import type { AuthDeps } from '../deps.ts'
import { bootstrap } from '../domain/bootstrap.ts'
import { tokenAnswer } from '../domain/open-session.ts'

export function bootstrapRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/bootstrap',
    { config: { scope: 'public' }, schema: { body: BootstrapBody, response: { 201: TokenAnswer } } },
    async (request, reply) => {
      const opened = await bootstrap(deps, request.ip, request.body)
      await deps.spendOwnerToken()
      return reply.code(201).send(await tokenAnswer(deps, opened))
    },
  )
}
