import { type Answer, ask } from '@bartab/kit'
import type { Room } from '@bartab/sdk/schemas'
import type { ChatRooms } from './domain/chat-rooms.ts'

const timeoutMs = 5_000

/** Chat's rooms over HTTP. */
export function httpChatRooms(chatUrl: string): ChatRooms {
  const rooms = `${chatUrl}/chat/v1/rooms`
  return {
    invite: (token, roomId, userId) => post(`${rooms}/${roomId}/invite`, token, { user_id: userId }),
    join: (token, roomId) => post(`${rooms}/${roomId}/join`, token, {}),
    depart: (token, userId) => post(`${chatUrl}/chat/v1/people/${userId}/departure`, token, {}),
    isOpenTo: async (token, roomId) => isOpen(await send('GET', `${rooms}/${roomId}`, token)),
  }
}

function isOpen({ status, text }: Answer): boolean {
  if (status >= 500 || status === 429) throw new Error(`chat answered ${status}`)
  if (status !== 200) return false
  const { kind, membership } = JSON.parse(text) as Room
  return kind === 'public' || (kind === 'private' && membership === 'join')
}

async function post(url: string, token: string, body: object): Promise<number> {
  return (await send('POST', url, token, body)).status
}

async function send(method: string, url: string, token: string, body?: object): Promise<Answer> {
  return await ask(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
}
