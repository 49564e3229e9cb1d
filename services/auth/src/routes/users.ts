import type { App } from '@bartab/kit'
import { PatchUserBody, Ulid, UserList, UserProfile } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { changeUser, profileOf, requireEvenDeleted, requireScopes } from '../domain/account.ts'
import { deleteAccount } from '../domain/delete-account.ts'
import { requireRecentProof } from '../domain/step-up.ts'
import { actorOf } from './actor.ts'

const UserPath = Type.Object({ id: Ulid })

const UserPage = Type.Object(
  { from: Type.Optional(Ulid), limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }) },
  { additionalProperties: false },
)

export function userRoutes(app: App, deps: AuthDeps): void {
  app.get(
    '/auth/v1/users',
    { config: { scope: 'authenticated' }, schema: { querystring: UserPage, response: { 200: UserList } } },
    async ({ caller, query: { from, limit } }) => {
      requireScopes(caller)
      const users = deps.store.users.page(from, limit + 1)
      const page = users.slice(0, limit)
      const next = users.length > limit ? page.at(-1)?.userId : undefined
      return { users: page.map(profileOf), ...(next === undefined ? {} : { next }) }
    },
  )

  app.get(
    '/auth/v1/users/:id',
    { config: { scope: 'authenticated' }, schema: { params: UserPath, response: { 200: UserProfile } } },
    async ({ caller, params }) => {
      requireScopes(caller)
      return profileOf(requireEvenDeleted(deps, params.id))
    },
  )

  app.patch(
    '/auth/v1/users/:id',
    {
      config: { scope: 'auth:admin' },
      schema: { params: UserPath, body: PatchUserBody, response: { 200: UserProfile } },
    },
    async (request) => {
      const { caller, params, body } = request
      if (body.role !== undefined) requireRecentProof(deps, caller)
      return profileOf(changeUser(deps, actorOf(request), caller.scopes, params.id, body))
    },
  )

  app.delete(
    '/auth/v1/users/:id',
    { config: { scope: 'auth:admin' }, schema: { params: UserPath } },
    async (request, reply) => {
      requireRecentProof(deps, request.caller)
      deleteAccount(deps, actorOf(request), request.params.id)
      deps.announceChatWork()
      return reply.code(204).send()
    },
  )
}
