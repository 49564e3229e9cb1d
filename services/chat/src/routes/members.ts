import type { App } from '@bartab/kit'
import {
  Departure,
  EmptyBody,
  InviteBody,
  MemberList,
  MemberRoleBody,
  Membership,
  MuteBody,
  RemovalBody,
  Room,
  Ulid,
} from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chat } from '../chat.ts'
import { depart } from '../domain/departure.ts'
import { listMembers } from '../domain/member-list.ts'
import { invite, join, leave, mute, remove, setRole, unban } from '../domain/membership.ts'
import { viewRoom } from '../domain/room-view.ts'
import { MemberParams, RoomParams } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const params = RoomParams
const response = { 200: EmptyBody }

const MemberQuery = Type.Object(
  {
    membership: Type.Optional(Membership),
    from: Type.Optional(Type.String({ maxLength: 20 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  { additionalProperties: false },
)

/** Who is in a room: `/chat/v1/rooms/{room_id}/members` and the ways in and out. */
export function memberRoutes(app: App, chat: Chat): void {
  const members = { params, querystring: MemberQuery, response: { 200: MemberList } }
  app.get('/chat/v1/rooms/:room_id/members', { config: { scope: 'chat:read' }, schema: members }, async (request) =>
    listMembers(chat.store, request.caller.userId, request.params.room_id, request.query),
  )
  comingAndGoing(app, chat)
  moderation(app, chat)
  departure(app, chat)
}

/** For auth, when an account is deleted. */
function departure(app: App, chat: Chat): void {
  const schema = { params: Type.Object({ user_id: Ulid }), body: EmptyBody, response: { 200: Departure } }
  app.post('/chat/v1/people/:user_id/departure', { config: { scope: 'chat:admin' }, schema }, async ({ params }) => ({
    rooms: await chat.write((ledger) => depart(ledger, params.user_id)),
  }))
}

function comingAndGoing(app: App, chat: Chat): void {
  const bare = { config, preValidation: bodyMayBeMissing }
  app.post(
    '/chat/v1/rooms/:room_id/join',
    { ...bare, schema: { params, body: EmptyBody, response: { 200: Room } } },
    async (request) => {
      const [{ userId }, { room_id }] = [request.caller, request.params]
      await chat.write((ledger) => join(ledger, userId, room_id))
      return viewRoom(chat.store, userId, room_id)
    },
  )
  app.post(
    '/chat/v1/rooms/:room_id/leave',
    { ...bare, schema: { params, body: EmptyBody, response } },
    async (request) => {
      await chat.write((ledger) => leave(ledger, request.caller.userId, request.params.room_id))
      return {}
    },
  )
  app.post(
    '/chat/v1/rooms/:room_id/invite',
    { config, schema: { params, body: InviteBody, response } },
    async (request) => {
      const { user_id, reason } = request.body
      await chat.write((ledger) => invite(ledger, request.caller.userId, request.params.room_id, user_id, reason))
      return {}
    },
  )
}

function moderation(app: App, chat: Chat): void {
  const removal = { config, schema: { params, body: RemovalBody, response } }
  app.post('/chat/v1/rooms/:room_id/kick', removal, async ({ caller, params: { room_id }, body }) => {
    await chat.write((ledger) => remove(ledger, caller.userId, room_id, body.user_id, 'leave', body.reason))
    return {}
  })
  app.post('/chat/v1/rooms/:room_id/ban', removal, async ({ caller, params: { room_id }, body }) => {
    await chat.write((ledger) => remove(ledger, caller.userId, room_id, body.user_id, 'ban', body.reason))
    return {}
  })
  app.post('/chat/v1/rooms/:room_id/unban', removal, async ({ caller, params: { room_id }, body }) => {
    await chat.write((ledger) => unban(ledger, caller.userId, room_id, body.user_id))
    return {}
  })
  app.post(
    '/chat/v1/rooms/:room_id/mute',
    { config, schema: { params, body: MuteBody, response } },
    async ({ caller, params: { room_id }, body }) => {
      await chat.write((ledger) => mute(ledger, caller.userId, room_id, body.user_id, body.duration_s, body.reason))
      return {}
    },
  )
  const role = { config, schema: { params: MemberParams, body: MemberRoleBody, response } }
  app.put(
    '/chat/v1/rooms/:room_id/members/:user_id/role',
    role,
    async ({ caller, params: { room_id, user_id }, body }) => {
      await chat.write((ledger) => setRole(ledger, caller.userId, room_id, user_id, body))
      return {}
    },
  )
}

async function bodyMayBeMissing(request: { body: unknown }): Promise<void> {
  request.body ??= {}
}
