import type { App } from '@bartab/kit'
import { CreateRoomBody, EmptyBody, PatchRoomBody, Room, RoomAlias, RoomList, RoomListQuery } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chat } from '../chat.ts'
import { createRoom } from '../domain/create-room.ts'
import { listRooms } from '../domain/room-list.ts'
import { deleteRoom, patchRoom } from '../domain/room-settings.ts'
import { viewAlias, viewRoom } from '../domain/room-view.ts'
import { RoomParams } from './shapes.ts'

const read = { config: { scope: 'chat:read' } } as const
const write = { config: { scope: 'chat:write' } } as const

/** Rooms themselves: `/chat/v1/rooms`. */
export function roomRoutes(app: App, chat: Chat): void {
  app.post(
    '/chat/v1/rooms',
    { ...write, schema: { body: CreateRoomBody, response: { '2xx': Room } } },
    async (request, reply) => {
      const { userId } = request.caller
      const { roomNo, created } = await chat.write((ledger) => createRoom(ledger, userId, request.body))
      return reply.code(created ? 201 : 200).send(viewRoom(chat.store, userId, chat.store.roomNames.name(roomNo)))
    },
  )

  app.get(
    '/chat/v1/rooms',
    { ...read, schema: { querystring: RoomListQuery, response: { 200: RoomList } } },
    async (request) => listRooms(chat.store, request.caller.userId, request.query),
  )

  app.get(
    '/chat/v1/rooms/:room_id',
    { ...read, schema: { params: RoomParams, response: { 200: Room } } },
    async (request) => viewRoom(chat.store, request.caller.userId, request.params.room_id),
  )

  app.get(
    '/chat/v1/aliases/:alias',
    { ...read, schema: { params: Type.Object({ alias: RoomAlias }), response: { 200: Room } } },
    async (request) => viewAlias(chat.store, request.caller.userId, request.params.alias),
  )

  app.patch(
    '/chat/v1/rooms/:room_id',
    { ...write, schema: { params: RoomParams, body: PatchRoomBody, response: { 200: Room } } },
    async (request) => {
      const [{ userId }, { room_id }] = [request.caller, request.params]
      await chat.write((ledger) => patchRoom(ledger, userId, room_id, request.body))
      return viewRoom(chat.store, userId, room_id)
    },
  )

  app.delete(
    '/chat/v1/rooms/:room_id',
    { ...write, schema: { params: RoomParams, response: { 200: EmptyBody } } },
    async (request) => {
      await chat.write((ledger) => deleteRoom(ledger, request.caller.userId, request.params.room_id))
      return {}
    },
  )
}
