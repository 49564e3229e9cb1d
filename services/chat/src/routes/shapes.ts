import { EventId, RoomId, UserId } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { FastifyReply } from 'fastify'
import type { Posted } from '../domain/ledger.ts'

export const RoomParams = Type.Object({ room_id: RoomId })
export const EventParams = Type.Object({ room_id: RoomId, event_id: EventId })
export const MemberParams = Type.Object({ room_id: RoomId, user_id: UserId })
export const ReactionParams = Type.Object({ room_id: RoomId, event_id: EventId, key: Type.String() })

/** 201 for a write, 200 for the repetition of one. */
export function sendPosted(reply: FastifyReply, { event, created }: Posted): FastifyReply {
  return reply.code(created ? 201 : 200).send({ event_id: event.eventId, origin_server_ts: event.ts })
}

/** JSON that was put together by hand, past the serialiser. */
export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json)
}
