import type { App, Caller } from '@bartab/kit'
import {
  ChatEvent,
  ContextQuery,
  EventContext,
  EventVersions,
  HistoryPage,
  HistoryQuery,
  PostEventBody,
  PostedEvent,
  PostMessageBody,
} from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { Chat } from '../chat.ts'
import { checkContent } from '../domain/content.ts'
import { editOf } from '../domain/edit.ts'
import { withSafeHtml } from '../domain/formatted-body.ts'
import { history, readEvent } from '../domain/history.ts'
import { checkEvent, type EventInput, postEvent } from '../domain/post-event.ts'
import { redact } from '../domain/redact.ts'
import { contextOf, thread, versions } from '../domain/surroundings.ts'
import { EventParams, RoomParams, sendJson, sendPosted } from './shapes.ts'

const config = { scope: 'chat:write' } as const
const posted = { '2xx': PostedEvent }
const RedactQuery = Type.Object(
  { reason: Type.Optional(Type.String({ maxLength: 500 })) },
  { additionalProperties: false },
)

/** What is said in a room: `/chat/v1/rooms/{room_id}/messages` and `/events`. */
export function messageRoutes(app: App, chat: Chat): void {
  const post = ({ userId, scopes }: Caller, roomId: string, input: EventInput) => {
    checkEvent(input)
    const content = withSafeHtml(input.content)
    if (content !== input.content) checkContent(content)
    const safe = { ...input, content, isBot: scopes.has('bot') }
    return chat.write((ledger) => postEvent(ledger, userId, roomId, safe))
  }
  app.post(
    '/chat/v1/rooms/:room_id/messages',
    { config, schema: { params: RoomParams, body: PostMessageBody, response: posted } },
    async ({ caller, params, body }, reply) =>
      sendPosted(
        reply,
        await post(caller, params.room_id, {
          type: 'm.room.message',
          txnId: body.txn_id,
          content: body.content,
        }),
      ),
  )
  app.post(
    '/chat/v1/rooms/:room_id/events',
    { config, schema: { params: RoomParams, body: PostEventBody, response: posted } },
    async ({ caller, params, body }, reply) =>
      sendPosted(
        reply,
        await post(caller, params.room_id, { type: body.type, txnId: body.txn_id, content: body.content }),
      ),
  )
  const one = '/chat/v1/rooms/:room_id/messages/:event_id'
  app.put(
    one,
    { config, schema: { params: EventParams, body: PostMessageBody, response: posted } },
    async ({ caller, params, body }, reply) =>
      sendPosted(
        reply,
        await post(caller, params.room_id, editOf(params.event_id, body.txn_id, withSafeHtml(body.content))),
      ),
  )
  app.delete(
    one,
    { config, schema: { params: EventParams, querystring: RedactQuery, response: posted } },
    async ({ caller, params, query }, reply) => {
      const { event } = await chat.write((ledger) =>
        redact(ledger, caller.userId, params.room_id, params.event_id, query.reason),
      )
      return sendPosted(reply, { event, created: false })
    },
  )
  readingRoutes(app, chat)
}

function readingRoutes(app: App, chat: Chat): void {
  const read = { scope: 'chat:read' } as const
  const page = { params: RoomParams, querystring: HistoryQuery, response: { 200: HistoryPage } }
  app.get(
    '/chat/v1/rooms/:room_id/messages',
    { config: read, schema: page },
    async ({ caller, params, query }, reply) =>
      sendJson(reply, JSON.stringify(history(chat, caller.userId, params.room_id, query))),
  )
  surroundingRoutes(app, chat)
  const event = { params: EventParams, response: { 200: ChatEvent } }
  app.get(
    '/chat/v1/rooms/:room_id/messages/:event_id',
    { config: read, schema: event },
    async ({ caller, params }, reply) =>
      sendJson(reply, JSON.stringify(readEvent(chat, caller.userId, params.room_id, params.event_id))),
  )
}

function surroundingRoutes(app: App, chat: Chat): void {
  const config = { scope: 'chat:read' } as const
  const one = '/chat/v1/rooms/:room_id/messages/:event_id'
  const context = { params: EventParams, querystring: ContextQuery, response: { 200: EventContext } }
  app.get(`${one}/context`, { config, schema: context }, async ({ caller, params, query }, reply) =>
    sendJson(reply, JSON.stringify(contextOf(chat, caller.userId, params.room_id, params.event_id, query))),
  )
  const replies = { params: EventParams, querystring: HistoryQuery, response: { 200: HistoryPage } }
  app.get(`${one}/thread`, { config, schema: replies }, async ({ caller, params, query }, reply) =>
    sendJson(reply, JSON.stringify(thread(chat, caller.userId, params.room_id, params.event_id, query))),
  )
  const edits = { params: EventParams, response: { 200: EventVersions } }
  app.get(`${one}/edits`, { config, schema: edits }, async ({ caller, params }, reply) =>
    sendJson(reply, JSON.stringify(versions(chat, caller.userId, params.room_id, params.event_id))),
  )
}
