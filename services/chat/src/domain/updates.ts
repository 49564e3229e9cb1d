import { Problem } from '@bartab/sdk/problems'
import { updateAttempts } from '@bartab/sdk/schemas'
import type { UpdateRow } from '../store/bot-table.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { Ledger } from './ledger.ts'

/** An event that is handed to a bot, and for which time. */
export interface LeasedUpdate {
  event: EventRow
  attempt: number
}

/** Updates that a bot may hold without acknowledging them; no new ones come before it does. */
const mostOpen = 1000
const longestPauseMs = 60_000

/** Whether a bot has anything to fetch now. Reads alone. */
export function hasUpdates(store: ChatStore, userNo: number, now: number): boolean {
  const cursor = store.bots.cursor(userNo)
  if (cursor === undefined || store.bots.due(userNo, now, 1).length > 0) return true
  return store.bots.openCount(userNo) < mostOpen && newEvents(store, userNo, cursor, 1).length > 0
}

/**
 * Begins the lease of what a bot still holds anew; whatever else it was handed, it has lost: that is due at once.
 * A bot works through a room in order: of what it lost, only the oldest of each room can have been begun. The others
 * waited behind that one, and being handed out does not count for them.
 */
export function renewLeases({ store, now }: Ledger, who: string, held: ReadonlySet<number>, until: number): void {
  const userNo = store.users.intern(who)
  const begun = new Set<number>()
  for (const row of store.bots.openRows(userNo)) {
    const roomNo = store.events.bySeq(row.seq)?.roomNo ?? 0
    const isLost = !held.has(row.seq) && row.reason === null
    const attempts = isLost && begun.has(roomNo) ? Math.max(0, row.attempts - 1) : row.attempts
    begun.add(roomNo)
    if (held.has(row.seq)) store.bots.save(userNo, { ...row, dueTs: until })
    else if (isLost) store.bots.save(userNo, { ...row, attempts, dueTs: Math.min(row.dueTs, now()) })
  }
}

/** Hands out what is due, first what was handed out before and not acknowledged. Each is the bot's until `until`. */
export function takeUpdates({ store, now }: Ledger, who: string, limit: number, until: number): LeasedUpdate[] {
  const userNo = store.users.intern(who)
  const again = store.bots
    .due(userNo, now(), limit)
    .flatMap((row) => handOutAgain(store, userNo, row, { now: now(), until }))
  const room = Math.min(limit - again.length, mostOpen - store.bots.openCount(userNo))
  const fresh = room > 0 ? takeNew(store, userNo, room) : []
  for (const { seq } of fresh) store.bots.save(userNo, { seq, attempts: 1, dueTs: until, reason: null, deadTs: null })
  return [...again, ...fresh.map((event) => ({ event, attempt: 1 }))]
}

function handOutAgain(
  store: ChatStore,
  userNo: number,
  row: UpdateRow,
  times: { now: number; until: number },
): LeasedUpdate[] {
  const event = store.events.bySeq(row.seq)
  if (event === undefined || !concerns(store, userNo, event)) {
    store.bots.remove(userNo, row.seq)
    return []
  }
  if (row.attempts >= updateAttempts) {
    store.bots.save(userNo, { ...row, reason: row.reason ?? 'it was never acknowledged', deadTs: times.now })
    return []
  }
  store.bots.save(userNo, { ...row, attempts: row.attempts + 1, dueTs: times.until })
  return [{ event, attempt: row.attempts + 1 }]
}

/** A bot hears of what happens from the first time that it asks, and of the invitations that wait for it then. */
function takeNew(store: ChatStore, userNo: number, limit: number): EventRow[] {
  const head = store.events.head()
  const cursor = store.bots.cursor(userNo)
  const events = cursor === undefined ? aboutIt(store, userNo, 0) : newEvents(store, userNo, cursor, limit)
  const isAll = cursor === undefined || events.length < limit
  store.bots.moveCursor(userNo, isAll ? head : (events.at(-1)?.seq ?? head))
  return events
}

/** Events of others in a bot's rooms since it came in, and what happens to the bot itself; oldest first. */
function newEvents(store: ChatStore, userNo: number, cursor: number, limit: number): EventRow[] {
  const inRooms = store.members.rooms(userNo, 'join').flatMap(({ roomNo, joinedSeq }) => {
    const room = store.rooms.find(roomNo)
    if (room === undefined || room.lastSeq <= cursor) return []
    const after = Math.max(cursor, joinedSeq)
    if (room.deletedSeq !== null) return endOf(store, room.deletedSeq, after, userNo)
    return store.events.ofOthers(roomNo, after, userNo, limit)
  })
  return [...inRooms, ...aboutIt(store, userNo, cursor)].sort((a, b) => a.seq - b.seq).slice(0, limit)
}

/** Of a room that was deleted, that alone is told. */
function endOf(store: ChatStore, deletedSeq: number, after: number, userNo: number): EventRow[] {
  const end = deletedSeq > after ? store.events.bySeq(deletedSeq) : undefined
  return end === undefined || end.senderNo === userNo ? [] : [end]
}

/** Invitations that stand, and removals; both leave the bot outside. */
function aboutIt(store: ChatStore, userNo: number, cursor: number): EventRow[] {
  return store.members
    .changedAway(userNo, cursor)
    .filter(({ membership }) => membership === 'invite' || cursor > 0)
    .flatMap(({ changedSeq }) => store.events.bySeq(changedSeq) ?? [])
    .filter(({ senderNo }) => senderNo !== userNo)
}

/** What happened in a room is a bot's business while it is there. */
function concerns(store: ChatStore, userNo: number, event: EventRow): boolean {
  const member = store.members.find(event.roomNo, userNo)
  return member?.membership === 'join' || (event.stateKey !== null && member?.changedSeq === event.seq)
}

/** Marks updates as done; how many of them were waiting for it. */
export function acknowledge({ store }: Ledger, who: string, seqs: readonly number[]): number {
  const userNo = store.users.intern(who)
  return seqs.filter((seq) => store.bots.acknowledge(userNo, seq)).length
}

/** Gives an update back as not handled: for later, or for good when that was the last time. */
export function giveBack({ store, now }: Ledger, who: string, seq: number, reason?: string): number {
  const userNo = store.users.intern(who)
  const row = store.bots.find(userNo, seq)
  if (row === undefined || row.deadTs !== null) return 0
  const isLast = row.attempts >= updateAttempts
  const dueTs = now() + Math.min(longestPauseMs, 1000 * 2 ** (row.attempts - 1))
  store.bots.save(userNo, {
    ...row,
    dueTs,
    reason: asText(reason) ?? row.reason ?? 'given back',
    deadTs: isLast ? now() : null,
  })
  return 1
}

/** A reason may be an error's message that was cut amid a character: refused for that, the update would not come back. */
const asText = (reason: string | undefined): string | undefined => reason?.replaceAll('\0', '').toWellFormed()

/**
 * Hands a dead letter out again, as if for the first time, or throws it away.
 *
 * @throws {Problem} UPDATE_NOT_FOUND
 */
export function settleDead({ store, now }: Ledger, who: string, seq: number, how: 'retry' | 'discard'): void {
  const userNo = store.users.intern(who)
  const row = store.bots.find(userNo, seq)
  if (row === undefined || row.deadTs === null) throw new Problem('UPDATE_NOT_FOUND')
  if (how === 'discard') store.bots.remove(userNo, seq)
  else store.bots.save(userNo, { ...row, attempts: 0, dueTs: now(), reason: null, deadTs: null })
}

/** Dead letters of what the bot may still see. */
export function deadLetters(store: ChatStore, who: string, after: number, limit: number) {
  const userNo = store.users.find(who)
  const rows = userNo === undefined ? [] : store.bots.dead(userNo, after, limit + 1)
  const letters = rows.slice(0, limit).flatMap((row) => {
    const event = store.events.bySeq(row.seq)
    return event !== undefined && userNo !== undefined && concerns(store, userNo, event) ? [{ ...row, event }] : []
  })
  return { letters, next: rows.length > limit ? rows[limit - 1]?.seq : undefined }
}
