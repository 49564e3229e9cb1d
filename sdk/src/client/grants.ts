import { Problem } from '../problems/index.ts'
import type { ClientTokenAnswer, TokenAnswer } from '../schemas/index.ts'
import { readJson } from './answer.ts'
import type { Send } from './request.ts'
import type { Grant } from './session.ts'

/** Renewal for a person: the refresh token, which the server replaces at each use. */
export function refreshGrant(send: Send, clientId = 'web'): Grant {
  return async (held) => {
    if (held?.refresh_token === undefined) throw new Problem('SESSION_ENDED', { detail: 'nobody is logged in' })
    return token<TokenAnswer>(send, {
      grant_type: 'refresh_token',
      refresh_token: held.refresh_token,
      client_id: clientId,
    })
  }
}

/** What `POST /auth/v1/bots` shows once; the operator's credentials have the same form. */
export interface ClientCredentials {
  client_id: string
  client_secret: string
}

/** Renewal for a bot or a tool: its own credentials, as often as needed. */
export function credentialsGrant(send: Send, given: ClientCredentials | (() => ClientCredentials)): Grant {
  return () => {
    const { client_id, client_secret } = typeof given === 'function' ? given() : given
    return token<ClientTokenAnswer>(send, { grant_type: 'client_credentials', client_id, client_secret })
  }
}

async function token<T>(send: Send, form: Record<string, string>): Promise<T> {
  const answer = await send({
    method: 'POST',
    path: '/auth/v1/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    auth: 'none',
    // A refresh token that was already used has one successor for a few seconds: asking again is safe.
    repeatable: true,
  })
  return readJson<T>(answer)
}
