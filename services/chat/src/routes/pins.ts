import type { App } from '@bartab/kit'
import { EmptyBody, PinList } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { listPins, setPin } from '../domain/pins.ts'
import { EventParams, RoomParams, sendJson } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const path = '/chat/v1/rooms/:room_id/pins'

/** The messages that a room keeps in view. Both calls may be repeated. */
export function pinRoutes(app: App, chat: Chat): void {
  const schema = { params: EventParams, response: { 200: EmptyBody } }
  app.put(`${path}/:event_id`, { config, schema }, async ({ caller, params }) => {
    await chat.write((ledger) => setPin(ledger, caller.userId, params.room_id, params.event_id, true))
    return {}
  })
  app.delete(`${path}/:event_id`, { config, schema }, async ({ caller, params }) => {
    await chat.write((ledger) => setPin(ledger, caller.userId, params.room_id, params.event_id, false))
    return {}
  })
  const list = { params: RoomParams, response: { 200: PinList } }
  app.get(path, { config: { scope: 'chat:read' }, schema: list }, async ({ caller, params }, reply) =>
    sendJson(reply, JSON.stringify({ pins: listPins(chat.store, caller.userId, params.room_id) })),
  )
}
