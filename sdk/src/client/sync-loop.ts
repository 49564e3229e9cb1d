import { Problem } from '../problems/index.ts'
import type { Room, SyncAnswer, SyncFilter } from '../schemas/index.ts'
import type { CursorStore } from './cursor-store.ts'
import type { OnFailure } from './insist.ts'
import type { Surroundings } from './surroundings.ts'
import { Poller } from './sync-poller.ts'

export interface SyncOptions {
  /** Ends the loop: the iterator finishes, nothing is thrown. */
  signal?: AbortSignal
  /** Where to go on. Default: what `cursor` holds, else from what is in view. */
  since?: string
  /** Keeps the position; an answer's position is saved once the loop's body is done with it. */
  cursor?: CursorStore
  /** How long the server may hold a request with nothing to say. Milliseconds, default 30_000. */
  timeoutMs?: number
  /** Which rooms and types, and how much of them. Default: everything. */
  filter?: SyncFilter
  /** Told of each failure that will be tried again, and how long the loop waits. */
  onError?: OnFailure
}

/** The rooms that a first answer has no room for. */
export type RestOfRooms = () => AsyncIterable<Room>

/** One `GET /sync`. */
export type Poll = (query: SyncQuery, signal: AbortSignal) => Promise<SyncAnswer>

export interface SyncQuery {
  since: string | undefined
  timeout: number
  filter: string | undefined
}

/**
 * What happens in all rooms, answer by answer, for as long as the session lives.
 *
 * An answer with `rebase` replaces everything known: it is the first of a loop that began without a position, the
 * server's log began anew, or the position was lost. A room with `limited` has a gap before its events: page back from
 * its `prev_batch`. A first answer tells of every room: those beyond the server's bound are fetched, as rooms with
 * `limited` and no events, unless `filter.rooms_limit` set the bound.
 *
 * @throws {Problem} when trying again cannot help: SESSION_ENDED, TOKEN_REVOKED, SCOPE_MISSING and other refusals.
 */
export async function* syncLoop(
  poll: Poll,
  rest: RestOfRooms,
  around: Surroundings,
  options: SyncOptions,
): AsyncGenerator<SyncAnswer> {
  const stop = options.signal ?? new AbortController().signal
  const poller = new Poller(poll, around, options, stop)
  poller.since = options.since ?? (await options.cursor?.load())
  try {
    while (!stop.aborted) {
      const answer = await poller.next()
      if (answer.more_rooms && options.filter?.rooms_limit === undefined) await complete(answer, rest)
      yield answer
      await options.cursor?.save(answer.next_batch)
    }
  } catch (error) {
    if (!stop.aborted || error instanceof Problem) throw error
  }
}

async function complete(answer: SyncAnswer, rest: RestOfRooms): Promise<void> {
  for await (const room of rest()) answer.rooms[room.room_id] ??= { ...room, limited: true }
  delete answer.more_rooms
}
