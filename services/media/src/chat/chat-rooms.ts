import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, ask, type Caller } from '@bartab/kit'
import { matches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { Membership } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import type { RoomDirectory } from '../domain/room-directory.ts'

const RoomAnswer = Type.Object({ membership: Membership })

export interface ChatRoomsOptions {
  /** Origin of chat, `http://chat:8080`. */
  origin: string
  /** How long chat may take, in milliseconds. */
  timeoutMs: number
}

/** Asks chat for the room with the caller's own token: what chat does not show the caller, we do not either. */
export class ChatRooms implements RoomDirectory {
  readonly #options: ChatRoomsOptions

  constructor(options: ChatRoomsOptions) {
    this.#options = options
  }

  async isMember(roomId: string, caller: Caller, headers: Record<string, string> = {}): Promise<boolean> {
    const { status, text } = await this.#ask(roomId, caller, headers)
    return status === 200 ? isJoined(readJson(text)) : judge(status)
  }

  async #ask(roomId: string, { token }: Caller, headers: Record<string, string>): Promise<Answer> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs)
    for (;;) {
      try {
        return await ask(`${this.#options.origin}/chat/v1/rooms/${roomId}`, {
          headers: { ...headers, authorization: `Bearer ${token}`, accept: 'application/json' },
          signal,
        })
      } catch (cause) {
        if (signal.aborted || !isAway(cause)) throw unreachable(cause)
        await sleep(againMs)
      }
    }
  }
}

/** One that is handed over from one process to the next is back within the time that it may take anyway. */
const againMs = 50
const away: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])

/** Nobody listens there at this moment, or it closed an idle connection just as we asked. */
const isAway = (error: unknown): boolean => away.has((error as NodeJS.ErrnoException).code)

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreachable(cause)
  }
}

// a public room is shown to people who are not in it
function isJoined(room: unknown): boolean {
  if (!matches(RoomAnswer, room)) throw unreachable(new Error('the answer is not a room'))
  return room.membership === 'join'
}

function judge(status: number): boolean {
  if (status === 403 || status === 404) return false
  if (status === 401) throw new Problem('TOKEN_INVALID')
  throw unreachable(new Error(`chat answered ${status}`))
}

function unreachable(cause: unknown): Problem {
  return new Problem('CHAT_UNREACHABLE', { cause, headers: { 'retry-after': '2' } })
}
