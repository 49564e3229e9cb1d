import { chatLimits, type SyncFilter } from '@bartab/sdk/schemas'
import { roomView } from '../domain/room-view.ts'
import type { ChatStore } from '../store/chat-store.ts'
import { encodePlace, encodePosition, type Position } from './cursor.ts'
import type { EventJson } from './event-json.ts'
import type { PresenceBoard } from './presence-board.ts'
import { doors, ownRooms, type RoomNews, timeline } from './sync-rooms.ts'
import type { Ticks } from './ticks.ts'
import type { TypingBoard } from './typing-board.ts'

export interface SyncSources {
  store: ChatStore
  epoch: string
  eventJson: EventJson
  ticks: Ticks
  typing: TypingBoard
  presence: PresenceBoard
  /** The newest position of the log that is on disk. */
  head: () => number
  /** The newest change of anybody's read markers. */
  rev: () => number
}

export interface SyncResult {
  /** The answer as JSON. */
  body: string
  position: Position
  /** False when there is nothing to say: a reason to hold the poll. */
  anything: boolean
}

/** Bytes of presence in one answer; the rest follows in the next. */
const presenceCeiling = 8 * 1024
const firstTimelineRooms = 50

/** Everything that one reader has not seen, at this moment. Runs in one turn, so that nothing is written meanwhile. */
export function syncAnswer(
  sources: SyncSources,
  userNo: number,
  since: Position | undefined,
  filter: SyncFilter,
  rebase: boolean,
): SyncResult {
  const { store, epoch, ticks } = sources
  const seq = since?.seq ?? 0
  const isFirst = since === undefined
  const wanted = roomFilter(store, filter)
  const { changed, ended } = ownRooms(store, userNo, seq)
  const { invites, left } = doors(store, userNo, seq)
  const rooms = [
    ...joinedNews(
      sources,
      userNo,
      changed.filter(({ room }) => wanted(room.roomNo)),
      since,
      filter,
    ),
    ...invites.filter(({ room }) => wanted(room.roomNo)),
  ]
  const gone = isFirst ? [] : [...left, ...ended].filter(wanted)
  const tick = since?.boot === ticks.boot ? since.tick : 0
  const presence = filter.ephemeral === false ? nothingSaid(ticks.now) : presenceNews(sources, userNo, tick)
  const typing = filter.ephemeral === false ? {} : typingNews(sources, userNo, tick, isFirst)
  const position = { epoch, seq: sources.head(), rev: sources.rev(), boot: ticks.boot, tick: presence.tick }
  const body = [
    `{"next_batch":"${encodePosition(position)}"`,
    `"events":[${eventsJson(sources, userNo, rooms).join(',')}]`,
    `"rooms":{${rooms.map((news) => roomJson(sources, userNo, news)).join(',')}}`,
    `"left":${JSON.stringify(gone.map((roomNo) => store.roomNames.name(roomNo)))}`,
    `"typing":${JSON.stringify(typing)}`,
    `"presence":{${presence.entries.join(',')}}${rebase ? ',"rebase":true' : ''}}`,
  ].join(',')
  const anything = rooms.length + gone.length + presence.entries.length + Object.keys(typing).length > 0
  return { body, position, anything: anything || isFirst }
}

function roomFilter(store: ChatStore, { rooms }: SyncFilter): (roomNo: number) => boolean {
  if (rooms === undefined) return () => true
  const wanted = new Set(rooms.map((id) => store.roomNames.find(id)))
  return (roomNo) => wanted.has(roomNo)
}

/** Rooms with new events, and rooms that another device of the reader's has read. */
function joinedNews(
  sources: SyncSources,
  userNo: number,
  changed: Pick<RoomNews, 'room' | 'member'>[],
  since: Position | undefined,
  filter: SyncFilter,
): RoomNews[] {
  const limit = filter.timeline_limit ?? chatLimits.syncTimelineDefault
  const shown = since === undefined ? (filter.timeline_rooms ?? firstTimelineRooms) : Number.POSITIVE_INFINITY
  const newestFirst = changed.toSorted((a, b) => b.room.lastSeq - a.room.lastSeq)
  const news = newestFirst.map(({ room, member }, index) =>
    ofTypes(sources.store, timeline(sources.store, room, member, since?.seq ?? 0, index < shown ? limit : 0), filter),
  )
  const said = news.filter(({ events, opens }) => filter.types === undefined || events.length > 0 || opens)
  return since === undefined ? said : [...said, ...readElsewhere(sources, userNo, since, said, filter)]
}

function ofTypes(store: ChatStore, news: RoomNews, { types }: SyncFilter): RoomNews {
  if (types === undefined) return news
  return { ...news, events: news.events.filter(({ typeNo }) => types.includes(store.types.name(typeNo))) }
}

function readElsewhere(
  { store }: SyncSources,
  userNo: number,
  since: Position,
  said: RoomNews[],
  filter: SyncFilter,
): RoomNews[] {
  const told = new Set(said.map(({ room }) => room.roomNo))
  const wanted = roomFilter(store, filter)
  return store.markers.changedAfter(userNo, since.rev).flatMap(({ roomNo }) => {
    const [room, member] = [store.rooms.find(roomNo), store.members.find(roomNo, userNo)]
    const standing = room !== undefined && room.deletedSeq === null && member?.membership === 'join'
    return standing && wanted(roomNo) && !told.has(roomNo)
      ? [{ room, member, events: [], limited: false, opens: false }]
      : []
  })
}

function eventsJson({ eventJson }: SyncSources, userNo: number, rooms: RoomNews[]): string[] {
  const events = rooms.flatMap((news) => news.events)
  if (rooms.length > 1) events.sort((a, b) => a.seq - b.seq)
  return events.map((event) => eventJson.of(event, userNo))
}

function roomJson(
  { store, epoch }: SyncSources,
  userNo: number,
  { room, member, events, limited, opens }: RoomNews,
): string {
  const first = events[0]?.seq ?? room.lastSeq + 1
  const opening = opens ? { prev_batch: encodePlace(epoch, first - 1) } : {}
  const view = { ...roomView(store, userNo, room, member), limited, ...opening }
  return `"${view.room_id}":${JSON.stringify(view)}`
}

function typingNews(
  { store, typing, ticks }: SyncSources,
  userNo: number,
  tick: number,
  isFirst: boolean,
): Record<string, string[]> {
  if (ticks.now <= tick) return {}
  const news: Record<string, string[]> = {}
  for (const { roomNo } of store.members.rooms(userNo, 'join')) {
    const people = typing.changedAfter(roomNo, tick)
    if (people === undefined || (isFirst && people.length === 0)) continue
    news[store.roomNames.name(roomNo)] = people.map((no) => store.users.name(no))
  }
  return news
}

const nothingSaid = (tick: number) => ({ entries: [] as string[], tick })

/** Who came, went or changed their mind, of those who share a room with the reader; as much as fits. */
function presenceNews(
  { store, presence, ticks }: SyncSources,
  userNo: number,
  tick: number,
): { entries: string[]; tick: number } {
  const entries: string[] = []
  let bytes = 0
  for (const change of ticks.now <= tick ? [] : presence.changedAfter(tick)) {
    if (change.userNo !== userNo && !store.members.shareRoom(change.userNo, userNo)) continue
    const entry = `"${store.users.name(change.userNo)}":${JSON.stringify(change.presence)}`
    bytes += entry.length
    if (bytes > presenceCeiling) return { entries, tick: change.tick - 1 }
    entries.push(entry)
  }
  return { entries, tick: ticks.now }
}
