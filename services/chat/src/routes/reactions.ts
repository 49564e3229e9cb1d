import type { App } from '@bartab/kit'
import { EmptyBody, PostedEvent } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { react, unreact } from '../domain/react.ts'
import { ReactionParams, sendPosted } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const path = '/chat/v1/rooms/:room_id/messages/:event_id/reactions/:key'

/** One's own reactions to a message. Both calls may be repeated. */
export function reactionRoutes(app: App, chat: Chat): void {
  app.put(
    path,
    { config, schema: { params: ReactionParams, response: { '2xx': PostedEvent } } },
    async ({ caller, params }, reply) => {
      const { room_id, event_id, key } = params
      return sendPosted(reply, await chat.write((ledger) => react(ledger, caller.userId, room_id, event_id, key)))
    },
  )
  app.delete(
    path,
    { config, schema: { params: ReactionParams, response: { 200: EmptyBody } } },
    async ({ caller, params }) => {
      const { room_id, event_id, key } = params
      await chat.write((ledger) => unreact(ledger, caller.userId, room_id, event_id, key))
      return {}
    },
  )
}
