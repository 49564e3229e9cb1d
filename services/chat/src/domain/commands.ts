import type { BotCommand, Command } from '@bartab/sdk/schemas'
import type { CommandRow } from '../store/bot-table.ts'
import type { ChatStore } from '../store/chat-store.ts'
import { checkText, invalid } from './content.ts'
import type { Ledger } from './ledger.ts'
import { requireMember } from './standing.ts'

/**
 * Puts a bot's commands in the place of those that it had.
 *
 * @throws {Problem} CONTENT_INVALID when two have one name, CONTENT_NOT_TEXT
 */
export function putCommands({ store }: Ledger, who: string, commands: readonly Command[]): void {
  const names = new Set(commands.map(({ name }) => name))
  if (names.size < commands.length) throw invalid('two commands have the same name')
  for (const { description, usage } of commands) for (const text of [description, usage ?? '']) checkText(text)
  store.bots.replaceCommands(store.users.intern(who), commands)
}

/** Commands that somebody may use: in one room of theirs, or in any. */
export function listCommands(store: ChatStore, who: string, roomId?: string): BotCommand[] {
  if (roomId !== undefined)
    return store.bots.commandsInRoom(requireMember(store, roomId, who).room.roomNo).map(named(store))
  const userNo = store.users.find(who)
  return userNo === undefined ? [] : store.bots.commandsNear(userNo).map(named(store))
}

const named =
  (store: ChatStore) =>
  ({ userNo, name, description, usage }: CommandRow): BotCommand => ({
    name,
    description,
    ...(usage === null ? {} : { usage }),
    bot_id: store.users.name(userNo),
  })
