import type { ChatEvent, HistoryPage, Presence, SyncAnswer, SyncRoom } from '@bartab/sdk/schemas'

/** One room as far as it is known here. */
export interface RoomState {
  info: SyncRoom
  /** In the order of the log. */
  events: readonly ChatEvent[]
  /** Where the past goes on; undefined when all of it is here. */
  before: string | undefined
}

/** Everything that sync has told. Never changed in place. */
export interface ChatState {
  rooms: Readonly<Record<string, RoomState>>
  typing: Readonly<Record<string, readonly string[]>>
  presence: Readonly<Record<string, Presence>>
  /** In each room, up to which event the others have read. */
  receipts: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const emptyChat: ChatState = { rooms: {}, typing: {}, presence: {}, receipts: {} }

/** What is known after an answer of sync. A rebase begins anew. */
export function afterSync(before: ChatState, answer: SyncAnswer): ChatState {
  const from = answer.rebase ? emptyChat : before
  const news = Map.groupBy(answer.events, ({ room_id }) => room_id)
  const rooms = { ...from.rooms }
  for (const info of Object.values(answer.rooms)) rooms[info.room_id] = roomAfter(rooms[info.room_id], info)
  for (const [id, events] of news) {
    const room = rooms[id]
    if (room) rooms[id] = { ...room, events: joined(room.events, events) }
  }
  for (const id of answer.left) delete rooms[id]
  return {
    rooms,
    typing: { ...from.typing, ...answer.typing },
    presence: { ...from.presence, ...answer.presence },
    receipts: receiptsAfter(from.receipts, answer.receipts ?? {}),
  }
}

function receiptsAfter(known: ChatState['receipts'], news: ChatState['receipts']): ChatState['receipts'] {
  const changed = Object.entries(news).map(([roomId, read]) => [roomId, { ...known[roomId], ...read }])
  return changed.length === 0 ? known : { ...known, ...Object.fromEntries(changed) }
}

/** Who of the others has read a room to its end; nobody where the last to write was somebody else. */
export function readersOf({ rooms, receipts }: ChatState, roomId: string, me: string): string[] {
  const last = rooms[roomId]?.events.findLast(({ type }) => type === 'm.room.message' || type === 'm.room.encrypted')
  if (last?.sender !== me) return []
  return Object.entries(receipts[roomId] ?? {})
    .filter(([userId, eventId]) => userId !== me && eventId >= last.event_id)
    .map(([userId]) => userId)
}

function roomAfter(known: RoomState | undefined, info: SyncRoom): RoomState {
  if (!known || info.limited || known.info.membership !== info.membership) {
    return { info, events: [], before: info.prev_batch }
  }
  return { ...known, info }
}

/** What is known after a page of a room's past, fetched from where `before` pointed. */
export function afterHistory(state: ChatState, roomId: string, from: string, page: HistoryPage): ChatState {
  const room = state.rooms[roomId]
  if (!room || room.before !== from) return state
  const events = joined(page.chunk.toReversed(), room.events)
  return { ...state, rooms: { ...state.rooms, [roomId]: { ...room, events, before: page.end } } }
}

/** What is known after reading on to the end of a room. */
export function afterRead(state: ChatState, roomId: string, counts: { unread: number; mentions: number }): ChatState {
  const room = state.rooms[roomId]
  if (!room) return state
  return { ...state, rooms: { ...state.rooms, [roomId]: { ...room, info: { ...room.info, ...counts } } } }
}

/** Both in one piece; what both have is taken from the earlier. */
export function joined(earlier: readonly ChatEvent[], later: readonly ChatEvent[]): readonly ChatEvent[] {
  const known = new Set(earlier.map(({ event_id }) => event_id))
  return [...earlier, ...later.filter(({ event_id }) => !known.has(event_id))]
}
