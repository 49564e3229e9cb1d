import type { App } from '@bartab/kit'
import { RoleBody, RoleList, RoleName, RoleSummary } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { putRole, removeRole, summariseRole } from '../domain/custom-role.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const RolePath = Type.Object({ name: RoleName })
const config = { scope: 'auth:admin' } as const

export function roleRoutes(app: App, deps: AuthDeps): void {
  app.get('/auth/v1/roles', { config, schema: { response: { 200: RoleList } } }, async () => ({
    roles: deps.store.roles.all().map(summariseRole),
  }))

  app.put(
    '/auth/v1/roles/:name',
    { config, schema: { params: RolePath, body: RoleBody, response: { 200: RoleSummary } } },
    async (request) => {
      requireRecentProof(deps, request.caller)
      return putRole(deps, actorOf(request), request.caller.scopes, request.params.name, request.body)
    },
  )

  app.delete('/auth/v1/roles/:name', { config, schema: { params: RolePath } }, async (request, reply) => {
    requireRecentProof(deps, request.caller)
    removeRole(deps, actorOf(request), request.params.name)
    return reply.code(204).send()
  })
}
