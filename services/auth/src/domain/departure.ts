import { type IssueDeps, issueAccessToken } from './access-token.ts'
import type { AuthStore } from './auth-store.ts'
import type { ChatRooms } from './chat-rooms.ts'
import { operatorId } from './client.ts'

/** Somebody whose account is gone, and whom chat has still to take out of its rooms. */
export interface Departure {
  userId: string
  attempts: number
}

export interface Departures {
  add(userId: string, now: number): void
  due(now: number): Departure[]
  postpone(userId: string, nextTs: number): void
  finish(userId: string): void
}

export interface DepartureDeps extends IssueDeps {
  store: AuthStore
  chat: Pick<ChatRooms, 'depart'>
}

const longestPauseMs = 10 * 60_000

/** Has chat end the memberships of accounts that are gone; tried again, ever more seldom, until it has. */
export async function runDepartures(deps: DepartureDeps): Promise<void> {
  const { departures } = deps.store
  for (const { userId, attempts } of departures.due(deps.clock())) {
    const status = await deps.chat.depart(await operatorToken(deps), userId).catch(() => 503)
    if (status < 300) departures.finish(userId)
    else departures.postpone(userId, deps.clock() + Math.min(1_000 * 2 ** Math.min(attempts, 20), longestPauseMs))
  }
}

function operatorToken(deps: DepartureDeps): Promise<string> {
  return issueAccessToken(deps, {
    userId: operatorId,
    sessionId: deps.ulid(),
    clientId: 'auth',
    scopes: ['chat:admin'],
    roles: [operatorId],
    amr: ['departure'],
    authTs: deps.clock(),
    lifetimeMs: 30_000,
  })
}
