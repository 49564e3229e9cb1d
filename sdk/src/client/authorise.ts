import type { Middleware, OutgoingRequest, Send } from './request.ts'
import type { Session } from './session.ts'

/** Sends the session's access token along, and renews it once where the server no longer takes it. */
export function authorise(session: Session): Middleware {
  return async (prev, request) => {
    if (request.auth === 'none') return prev(request)
    const token = await session.accessToken()
    const answer = await sendWith(prev, request, token)
    if (request.body instanceof ReadableStream || !(await refusesToken(answer))) return answer
    const renewed = await session.renew(token)
    return sendWith(prev, request, renewed.access_token)
  }
}

function sendWith(send: Send, request: OutgoingRequest, token: string): Promise<Response> {
  return send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } })
}

/** A 401 may also be about a password or a second factor; those go to the caller. */
async function refusesToken(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  if (typeof body !== 'object' || body === null || !('code' in body)) return true
  return typeof body.code === 'string' && body.code.startsWith('TOKEN_')
}
