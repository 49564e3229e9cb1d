import type { App } from '@bartab/kit'
import { Problem } from '@bartab/sdk/problems'
import { SyncAnswer, SyncQuery } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { streamSync } from '../sync/event-stream.ts'
import { syncQuestion, syncTimeout } from '../sync/sync-question.ts'
import { sendJson } from './shapes.ts'

/** `GET /chat/v1/sync`: one long poll for all rooms, or the same answers as an event stream. */
export function syncRoutes(app: App, chat: Chat): void {
  const schema = { querystring: SyncQuery, response: { 200: SyncAnswer } }
  app.get('/chat/v1/sync', { config: { scope: 'chat:read' }, schema }, async (request, reply) => {
    const { caller, query, headers } = request
    const timeout = syncTimeout(query)
    const userNo = await chat.userNo(caller.userId)
    const question = syncQuestion(userNo, query, { epoch: chat.epoch, head: chat.log.head })
    chat.lobby.enter(userNo)
    if (headers.accept?.includes('text/event-stream') === true) {
      reply.hijack()
      return streamSync(chat, question, reply, caller)
    }
    let isCut = false
    const result = await chat.desk.hold(question, timeout, (end) => {
      const leave = chat.held.add(caller, () => {
        isCut = true
        end()
      })
      reply.raw.once('close', () => {
        leave()
        end()
      })
    })
    if (isCut) throw new Problem('TOKEN_REVOKED')
    return sendJson(reply, result?.body ?? '')
  })
}
