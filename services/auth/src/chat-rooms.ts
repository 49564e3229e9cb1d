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

async function isOpen(answer: Response): Promise<boolean> {
  const said: unknown = await answer.json()
  if (answer.status >= 500 || answer.status === 429) throw new Error(`chat answered ${answer.status}`)
  if (!answer.ok) return false
  const { kind, membership } = said as Room
  return kind === 'public' || (kind === 'private' && membership === 'join')
}

async function post(url: string, token: string, body: object): Promise<number> {
  const answer = await send('POST', url, token, body)
  await answer.body?.cancel()
  return answer.status
}

function send(method: string, url: string, token: string, body?: object): Promise<Response> {
  return fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
}
