import type { App } from '@bartab/kit'
import { CommandList, CommandsQuery, PutCommandsBody } from '@bartab/sdk/schemas'
import type { Chat } from '../chat.ts'
import { listCommands, putCommands } from '../domain/commands.ts'

/** Slash commands: a bot registers its own, clients complete those of a room. */
export function commandRoutes(app: App, chat: Chat): void {
  const answer = { response: { 200: CommandList } }
  app.put(
    '/chat/v1/commands',
    { config: { scope: 'bot' }, schema: { body: PutCommandsBody, ...answer } },
    async ({ caller, body }) => {
      await chat.write((ledger) => putCommands(ledger, caller.userId, body.commands))
      return { commands: body.commands.map((command) => ({ ...command, bot_id: caller.userId })) }
    },
  )
  app.get(
    '/chat/v1/commands',
    { config: { scope: 'chat:read' }, schema: { querystring: CommandsQuery, ...answer } },
    async ({ caller, query }) => ({ commands: listCommands(chat.store, caller.userId, query.room_id) }),
  )
}
