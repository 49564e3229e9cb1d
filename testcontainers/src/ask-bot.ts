import type { Client } from '@bartab/sdk/client'
import type { ChatEvent } from '@bartab/sdk/schemas'
import { until } from './until.ts'

/** Invites a bot to a new room, and answers what it says to a line. */
export async function askBot(owner: Client, botId: string, line: string): Promise<ChatEvent> {
  const { room_id } = await owner.rooms.create({ name: 'with a bot', kind: 'private' })
  await owner.rooms.invite(room_id, botId)
  await until('the bot to join', async () => {
    const members = await Array.fromAsync(owner.rooms.members(room_id))
    return members.find(({ user_id, membership }) => user_id === botId && membership === 'join')
  })
  await owner.messages.send(room_id, line)
  return await until('the answer', async () => {
    const { chunk } = await owner.messages.page(room_id, { limit: 20 })
    return chunk.find(({ type, sender }) => type === 'm.room.message' && sender === botId)
  })
}
