import { Problem } from '@bartab/sdk/problems'
import type { ChatRooms } from './chat-rooms.ts'

/**
 * An invite carries only rooms into which its maker can put somebody; another one would fail when nobody looks.
 *
 * @throws {Problem} INVITE_ROOM_CLOSED with `room_ids`; CHAT_UNREACHABLE
 */
export async function requireOpenRooms(
  { chat }: { chat: Pick<ChatRooms, 'isOpenTo'> },
  token: string,
  roomIds: readonly string[],
): Promise<void> {
  const answers = await Promise.all(roomIds.map(async (id) => ({ id, open: await ask(chat, token, id) })))
  const closed = answers.flatMap(({ id, open }) => (open ? [] : [id]))
  if (closed.length > 0)
    throw new Problem('INVITE_ROOM_CLOSED', { detail: closed.join(', '), members: { room_ids: closed } })
}

async function ask(chat: Pick<ChatRooms, 'isOpenTo'>, token: string, roomId: string): Promise<boolean> {
  try {
    return await chat.isOpenTo(token, roomId)
  } catch (cause) {
    throw new Problem('CHAT_UNREACHABLE', { cause })
  }
}
