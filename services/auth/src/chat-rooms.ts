import type { ChatRooms } from './domain/room-joiner.ts'

const timeoutMs = 5_000

/** Chat's rooms over HTTP. */
export function httpChatRooms(chatUrl: string): ChatRooms {
  return {
    invite: (token, roomId, userId) => post(`${chatUrl}/chat/v1/rooms/${roomId}/invite`, token, { user_id: userId }),
    join: (token, roomId) => post(`${chatUrl}/chat/v1/rooms/${roomId}/join`, token, {}),
  }
}

async function post(url: string, token: string, body: object): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  await answer.body?.cancel()
  return answer.status
}
