import type { App } from '@bartab/kit'
import { SearchPage, SearchQuery } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { sendJson } from './shapes.ts'

/** `GET /chat/v1/search`: over the messages of the caller's rooms, off the event loop. */
export function searchRoutes(app: App, chat: Chat): void {
  const schema = { querystring: SearchQuery, response: { 200: SearchPage } }
  app.get('/chat/v1/search', { config: { scope: 'chat:read' }, schema }, async ({ caller, query }, reply) =>
    sendJson(reply, await chat.reading.read({ do: 'search', epoch: chat.epoch, who: caller.userId, query })),
  )
}
