import { type App, createServer, type ServerOptions } from '@bartab/kit'
import { chatLimits } from '@bartab/sdk/schemas'
import type { Chat } from './chat.ts'
import { attentionRoutes } from './routes/attention.ts'
import { commandRoutes } from './routes/commands.ts'
import { memberRoutes } from './routes/members.ts'
import { messageRoutes } from './routes/messages.ts'
import { pinRoutes } from './routes/pins.ts'
import { reactionRoutes } from './routes/reactions.ts'
import { roomRoutes } from './routes/rooms.ts'
import { searchRoutes } from './routes/search.ts'
import { syncRoutes } from './routes/sync.ts'
import { updateRoutes } from './routes/updates.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/** Room around a content of the largest size: JSON may escape a letter with six. */
const bodyLimit = 6 * chatLimits.maxMessageBytes + 4096
/** A reaction's key of the greatest length, as it may stand in a path. */
const maxParamLength = 12 * chatLimits.maxReactionKeyLength

/** Held for long, by many at a time: the gateway asks them over one connection. */
const carried = ['/chat/v1/sync']

const routes = [
  roomRoutes,
  memberRoutes,
  messageRoutes,
  reactionRoutes,
  attentionRoutes,
  syncRoutes,
  pinRoutes,
  searchRoutes,
  commandRoutes,
  updateRoutes,
  webhookRoutes,
]

/** Chat's HTTP server. No I/O of its own. */
export function buildChat(chat: Chat, options: Omit<ServerOptions, 'name' | 'bodyLimit' | 'fastify'>): App {
  const app = createServer({
    ...options,
    name: 'chat',
    bodyLimit,
    carried,
    fastify: { routerOptions: { maxParamLength } },
  })
  for (const register of routes) register(app, chat)
  return app
}
