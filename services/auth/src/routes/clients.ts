import type { App } from '@bartab/kit'
import { ClientList, CreateClientBody, CreatedClient } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { createApplication, removeApplication, summariseClient } from '../domain/applications.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const ClientPath = Type.Object({ id: Type.String({ pattern: '^app-[0-9A-HJKMNP-TV-Z]{26}$' }) })
const config = { scope: 'auth:admin' } as const

export function clientRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/clients',
    { config, schema: { body: CreateClientBody, response: { 201: CreatedClient } } },
    async (request, reply) => {
      requireRecentProof(deps, request.caller)
      return reply.code(201).send(createApplication(deps, actorOf(request), request.caller.scopes, request.body))
    },
  )

  app.get('/auth/v1/clients', { config, schema: { response: { 200: ClientList } } }, async () => ({
    clients: deps.store.clients.applications().map(summariseClient),
  }))

  app.delete('/auth/v1/clients/:id', { config, schema: { params: ClientPath } }, async (request, reply) => {
    removeApplication(deps, actorOf(request), request.params.id)
    return reply.code(204).send()
  })
}
