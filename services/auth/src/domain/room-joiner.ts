import { type IssueDeps, issueAccessToken } from './access-token.ts'
import type { AuthStore } from './auth-store.ts'
import type { ChatRooms } from './chat-rooms.ts'
import { operatorId } from './client.ts'
import type { RoomJoin } from './room-join.ts'

export interface RoomJoinerDeps extends IssueDeps {
  store: AuthStore
  chat: Pick<ChatRooms, 'invite' | 'join'>
}

const batch = 20
const tokenLifetimeMs = 30_000
const longestPauseMs = 10 * 60_000
const maxAttempts = 50

/**
 * Puts new members into the rooms of their invite: in the inviter's name it invites them, in theirs it joins.
 * What chat cannot do now is tried again, ever more seldom; what it refuses is given up.
 */
export class RoomJoiner {
  readonly #deps: RoomJoinerDeps

  constructor(deps: RoomJoinerDeps) {
    this.#deps = deps
  }

  /** Tries all that are due. */
  async runDue(): Promise<void> {
    for (const join of this.#deps.store.roomJoins.due(this.#deps.clock(), batch)) await this.#run(join)
  }

  async #run(join: RoomJoin): Promise<void> {
    const { roomJoins } = this.#deps.store
    if (!this.#isThere(join.userId)) return roomJoins.finish(join, 'refused', 'the account is disabled or deleted')
    try {
      const status = await this.#putInto(join)
      if (status < 300) roomJoins.finish(join, 'joined')
      else if (isFinal(status)) roomJoins.finish(join, 'refused', `chat answered ${status}`)
      else this.#tryAgain(join, `chat answered ${status}`)
    } catch (error) {
      this.#tryAgain(join, error instanceof Error ? error.message : String(error))
    }
  }

  #isThere(userId: string): boolean {
    return userId === operatorId || this.#deps.store.users.get(userId)?.disabledTs === null
  }

  // a public room needs no invitation, and its members may not be allowed to give one: only the join counts
  async #putInto({ userId, roomId, inviterId }: RoomJoin): Promise<number> {
    if (this.#isThere(inviterId)) {
      const invited = await this.#deps.chat.invite(await this.#inviterToken(inviterId), roomId, userId)
      if (invited >= 500 || invited === 429) return invited
    }
    return this.#deps.chat.join(await this.#tokenFor(userId, ['chat:write']), roomId)
  }

  #inviterToken(inviterId: string): Promise<string> {
    return this.#tokenFor(inviterId, inviterId === operatorId ? ['chat:write', 'chat:admin'] : ['chat:write'])
  }

  #tokenFor(userId: string, scopes: string[]): Promise<string> {
    const role = userId === operatorId ? operatorId : (this.#deps.store.users.get(userId)?.role ?? 'member')
    return issueAccessToken(this.#deps, {
      userId,
      sessionId: this.#deps.ulid(),
      clientId: 'auth',
      scopes,
      roles: [role],
      amr: ['invite'],
      authTs: this.#deps.clock(),
      lifetimeMs: tokenLifetimeMs,
    })
  }

  #tryAgain(join: RoomJoin, error: string): void {
    const { store, clock } = this.#deps
    const pauseMs = Math.min(1_000 * 2 ** join.attempts, longestPauseMs)
    if (join.attempts + 1 < maxAttempts) store.roomJoins.postpone(join, clock() + pauseMs, error)
    else store.roomJoins.finish(join, 'refused', error)
  }
}

// a token that chat does not take yet (401) or a limit (429) passes; a room that is gone does not
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429
}
