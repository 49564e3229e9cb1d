import type { Client } from '@bartab/sdk/client'
import type { ChatEvent } from '@bartab/sdk/schemas'

/** The next message of a room as a held poll brings it. `polling` resolves when the
 * first answer is there, so that the next poll has only what comes after it. */
export function firstMessage(who: Client, roomId: string): { polling: Promise<void>; message: Promise<ChatEvent> } {
  const polling = Promise.withResolvers<void>()
  const message = (async () => {
    for await (const { events } of who.sync({ timeoutMs: 20_000 })) {
      const found = events.find(({ type, room_id }) => type === 'm.room.message' && room_id === roomId)
      if (found !== undefined) return found
      polling.resolve()
    }
    throw new Error('the sync ended before the message came')
  })()
  message.catch(polling.reject)
  return { polling: polling.promise, message }
}
