import type { App } from '@bartab/kit'
import { CreatedInvite, CreateInviteBody, InviteList, Ulid } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { AuthDeps } from '../deps.ts'
import { requireOpenRooms } from '../domain/invite-rooms.ts'
import { createInvite, revokeInvite, summarise } from '../domain/invites.ts'
import { actorOf } from './actor.ts'

const InvitePath = Type.Object({ id: Ulid })

export function inviteRoutes(app: App, deps: AuthDeps): void {
  app.post(
    '/auth/v1/invites',
    { config: { scope: 'auth:admin' }, schema: { body: CreateInviteBody, response: { 201: CreatedInvite } } },
    async (request, reply) => {
      await requireOpenRooms(deps, request.caller.token, request.body.room_ids ?? [])
      const invite = createInvite(deps, actorOf(request), request.caller.scopes, request.body)
      return reply.code(201).send(invite)
    },
  )

  app.get(
    '/auth/v1/invites',
    { config: { scope: 'auth:admin' }, schema: { response: { 200: InviteList } } },
    async () => ({ invites: deps.store.invites.all().map((invite) => summarise(invite, deps.clock())) }),
  )

  app.delete(
    '/auth/v1/invites/:id',
    { config: { scope: 'auth:admin' }, schema: { params: InvitePath } },
    async (request, reply) => {
      revokeInvite(deps, actorOf(request), request.params.id)
      return reply.code(204).send()
    },
  )
}
