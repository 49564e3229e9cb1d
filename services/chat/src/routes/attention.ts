import type { App } from '@bartab/kit'
import { EmptyBody, PresenceBody, ReadMarkerAnswer, ReadMarkerBody, TypingBody } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { checkText } from '../domain/content.ts'
import { requireMember, requireVoice } from '../domain/standing.ts'
import { RoomParams } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const typingDefaultMs = 30_000

/** What people do without saying anything: read, type, come and go. */
export function attentionRoutes(app: App, chat: Chat): void {
  const read = { params: RoomParams, body: ReadMarkerBody, response: { 200: ReadMarkerAnswer } }
  app.put(
    '/chat/v1/rooms/:room_id/read',
    { config: { scope: 'chat:read' }, schema: read },
    async ({ caller, params, body }) => chat.markRead(caller.userId, params.room_id, body.event_id),
  )

  const typing = { params: RoomParams, body: TypingBody, response: { 200: EmptyBody } }
  app.put('/chat/v1/rooms/:room_id/typing', { config, schema: typing }, async ({ caller, params, body }) => {
    const standing = requireMember(chat.store, params.room_id, caller.userId)
    const { roomNo, userNo } = standing.member
    const now = chat.clock()
    if (body.typing) {
      requireVoice(standing, now)
      chat.lobby.type(roomNo, userNo, now + (body.timeout_ms ?? typingDefaultMs))
    } else chat.lobby.stopTyping(roomNo, userNo)
    return {}
  })

  app.put(
    '/chat/v1/presence',
    { config, schema: { body: PresenceBody, response: { 200: EmptyBody } } },
    async ({ caller, body }) => {
      if (body.message !== undefined) checkText(body.message)
      chat.lobby.show(await chat.userNo(caller.userId), body)
      return {}
    },
  )
}
