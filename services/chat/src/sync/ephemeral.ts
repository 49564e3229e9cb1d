import type { SyncFilter } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { Position } from './cursor.ts'
import type { PresenceBoard } from './presence-board.ts'
import type { ReceiptBoard } from './receipt-board.ts'
import type { Ticks } from './ticks.ts'
import type { TypingBoard } from './typing-board.ts'

export interface EphemeralSources {
  store: ChatStore
  ticks: Ticks
  typing: TypingBoard
  presence: PresenceBoard
  receipts: ReceiptBoard
  /** The rooms of somebody who is listening. */
  roomsOf: (userNo: number) => ReadonlySet<number> | undefined
}

/** What is in no log: its fields of an answer as JSON, and up to which tick it was told. */
export interface EphemeralNews {
  fields: string
  tick: number
  anything: boolean
}

/** Bytes of presence, and of receipts, in one answer; the rest follows in the next. */
const ceiling = 8 * 1024

/** Who types, who came and went, and how far others have read, since a reader was told last. */
export function ephemeralNews(
  sources: EphemeralSources,
  userNo: number,
  since: Position | undefined,
  filter: SyncFilter,
): EphemeralNews {
  const { ticks } = sources
  const from = since?.boot === ticks.boot ? since.tick : 0
  if (filter.ephemeral === false || ticks.now <= from)
    return { fields: '"typing":{},"presence":{}', tick: ticks.now, anything: false }
  const typing = typingNews(sources, userNo, from, since === undefined)
  const presence = presenceNews(sources, userNo, from)
  const receipts = receiptNews(sources, userNo, from)
  const parts = [
    `"typing":${JSON.stringify(typing)}`,
    `"presence":{${presence.entries.join(',')}}`,
    ...(receipts.told === 0 ? [] : [`"receipts":${JSON.stringify(receipts.rooms)}`]),
  ]
  const anything = Object.keys(typing).length + presence.entries.length + receipts.told > 0
  return { fields: parts.join(','), tick: Math.min(presence.tick, receipts.tick), anything }
}

function typingNews(
  { store, typing }: EphemeralSources,
  userNo: number,
  tick: number,
  isFirst: boolean,
): Record<string, string[]> {
  const news: Record<string, string[]> = {}
  for (const [roomNo, people] of typing.roomsChangedAfter(tick)) {
    if (isFirst && people.length === 0) continue
    if (store.members.find(roomNo, userNo)?.membership !== 'join') continue
    news[store.roomNames.name(roomNo)] = people.map((no) => store.users.name(no))
  }
  return news
}

/** Who came, went or changed their mind, of those who share a room with the reader; as much as fits. */
function presenceNews({ store, presence, ticks }: EphemeralSources, userNo: number, tick: number) {
  const entries: string[] = []
  let bytes = 0
  for (const change of presence.changedAfter(tick)) {
    if (change.userNo !== userNo && !store.members.shareRoom(change.userNo, userNo)) continue
    const entry = `"${store.users.name(change.userNo)}":${JSON.stringify(change.presence)}`
    bytes += entry.length
    if (bytes > ceiling) return { entries, tick: change.tick - 1 }
    entries.push(entry)
  }
  return { entries, tick: ticks.now }
}

/** A receipt is a person's id and an event's, quoted. */
const receiptBytes = 58

/** How far others have read in the reader's rooms; as much as fits. */
function receiptNews({ store, receipts, ticks, roomsOf }: EphemeralSources, userNo: number, tick: number) {
  const rooms: Record<string, Record<string, string>> = {}
  const mine = roomsOf(userNo)
  let told = 0
  for (const receipt of receipts.changedAfter(tick)) {
    if (receipt.userNo === userNo || mine?.has(receipt.roomNo) !== true) continue
    if ((told + 1) * receiptBytes > ceiling) return { rooms, told, tick: receipt.tick - 1 }
    const room = store.roomNames.name(receipt.roomNo)
    rooms[room] = { ...rooms[room], [store.users.name(receipt.userNo)]: receipt.eventId }
    told += 1
  }
  return { rooms, told, tick: ticks.now }
}
