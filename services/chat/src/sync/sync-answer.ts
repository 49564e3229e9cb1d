import { chatLimits, type SyncFilter } from '@bartab/sdk/schemas'
import { commonView, personalView } from '../domain/room-view.ts'
import type { ChatStore } from '../store/chat-store.ts'
import { encodePlace, encodePosition, type Position } from './cursor.ts'
import { type EphemeralSources, ephemeralNews } from './ephemeral.ts'
import type { EventJson } from './event-json.ts'
import type { RecentChanges } from './recent-changes.ts'
import type { SharedReads } from './shared-reads.ts'
import type { Standings } from './standings.ts'
import { amongRooms, doors, newestRooms, ownRooms, type RoomNews, timeline } from './sync-rooms.ts'

export interface SyncSources extends EphemeralSources {
  epoch: string
  eventJson: EventJson
  reads: SharedReads
  standings: Standings
  recent: RecentChanges
  /** The newest position of the log that is on disk. */
  head: () => number
  /** The newest change of anybody's read markers. */
  rev: () => number
}

export interface SyncResult {
  /** The answer as JSON. */
  body: string
  /** The position's text, for `since`. */
  cursor: string
  position: Position
  /** False when there is nothing to say: a reason to hold the poll. */
  anything: boolean
}

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
  const isFirst = since === undefined
  const { rooms, gone, more } = roomsNews(sources, userNo, since, filter)
  const ephemeral = ephemeralNews(sources, userNo, since, filter)
  const position = { epoch, seq: sources.head(), rev: sources.rev(), boot: ticks.boot, tick: ephemeral.tick }
  const cursor = encodePosition(position)
  const body = `{"next_batch":"${cursor}","events":[${eventsJson(sources, userNo, rooms)}],"rooms":{${rooms
    .map((news) => roomJson(sources, userNo, news))
    .join(
      ',',
    )}},"left":${gone.length === 0 ? '[]' : JSON.stringify(gone.map((roomNo) => store.roomNames.name(roomNo)))},${
    ephemeral.fields
  }${more ? ',"more_rooms":true' : ''}${rebase ? ',"rebase":true' : ''}}`
  return { body, cursor, position, anything: isFirst || ephemeral.anything || rooms.length + gone.length > 0 }
}

/** Whether nothing at all happened since a position: the reader there need not be looked at. */
export function isUpToDate({ head, rev, ticks }: SyncSources, since: Position, { ephemeral }: SyncFilter): boolean {
  const told = ephemeral === false || (since.boot === ticks.boot && since.tick === ticks.now)
  return told && since.seq === head() && since.rev === rev()
}

/** What the log has to say: of a reader's rooms, of doors that opened and closed, and of what another device read. */
function roomsNews(sources: SyncSources, userNo: number, since: Position | undefined, filter: SyncFilter) {
  const { store } = sources
  const wanted = roomFilter(store, filter)
  const { changed, ended, isAboutMe, more } =
    since === undefined ? firstRooms(sources, userNo, filter) : changedRooms(sources, userNo, since.seq)
  const { invites, left } = isAboutMe ? doors(store, userNo, since?.seq ?? 0) : { invites: [], left: [] }
  const joined = joinedNews(
    sources,
    userNo,
    changed.filter(({ room }) => wanted(room.roomNo)),
    since,
    filter,
  )
  const rooms = [...joined, ...invites.filter(({ room }) => wanted(room.roomNo))]
  return { rooms, gone: since === undefined ? [] : [...left, ...ended].filter(wanted), more }
}

/** With a filter by rooms, those; else the ones in which something happened last. */
function firstRooms({ store, reads, standings }: SyncSources, userNo: number, filter: SyncFilter) {
  const common = { ended: [], isAboutMe: true }
  if (filter.rooms === undefined)
    return { ...common, ...newestRooms(store, userNo, filter.rooms_limit ?? chatLimits.syncRoomsDefault) }
  const among = filter.rooms.map((id) => store.roomNames.find(id)).filter((roomNo) => roomNo !== undefined)
  const wanted = new Set(among)
  const { changed } = amongRooms(reads, standings, userNo, 0, wanted, wanted)
  return { ...common, changed, more: false }
}

function changedRooms({ store, reads, standings, recent, roomsOf }: SyncSources, userNo: number, seq: number) {
  const changes = recent.after(seq)
  const mine = roomsOf(userNo)
  if (changes === undefined || mine === undefined)
    return { ...ownRooms(store, reads, userNo, seq), isAboutMe: true, more: false }
  const own = amongRooms(reads, standings, userNo, seq, changes.rooms, mine)
  return { ...own, isAboutMe: changes.people.has(userNo), more: false }
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
  const budget = { bytes: chatLimits.syncAnswerBytes }
  const news = newestFirst.map((own, index) => {
    const all = timeline(sources.store, sources.reads, own, since?.seq ?? 0, index < shown ? limit : 0)
    return within(budget, ofTypes(sources.store, all, filter))
  })
  const said = news.filter(({ events, opens }) => filter.types === undefined || events.length > 0 || opens)
  return since === undefined ? said : [...said, ...readElsewhere(sources, userNo, since, said, filter)]
}

/** As many of the newest events as fit what is left for this answer; the others are paged back to. */
function within(budget: { bytes: number }, news: RoomNews): RoomNews {
  const { events } = news
  let first = events.length
  while (first > 0 && budget.bytes >= (events[first - 1]?.content.length ?? 0)) {
    first -= 1
    budget.bytes -= events[first]?.content.length ?? 0
  }
  if (first === 0) return news
  budget.bytes = 0
  return { ...news, events: events.slice(first), limited: true, opens: true }
}

function ofTypes(store: ChatStore, news: RoomNews, { types }: SyncFilter): RoomNews {
  if (types === undefined) return news
  return { ...news, events: news.events.filter(({ typeNo }) => types.includes(store.types.name(typeNo))) }
}

function readElsewhere(
  { store, rev }: SyncSources,
  userNo: number,
  since: Position,
  said: RoomNews[],
  filter: SyncFilter,
): RoomNews[] {
  if (since.rev >= rev()) return []
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

function eventsJson({ eventJson }: SyncSources, userNo: number, rooms: RoomNews[]): string {
  // the events of a single room stay the list that others are told from as well
  const [first, ...others] = rooms
  const events =
    first !== undefined && others.length === 0
      ? first.events
      : rooms.flatMap((news) => news.events).sort((a, b) => a.seq - b.seq)
  return eventJson.ofAll(events, userNo)
}

/** What everybody sees of a room is written once; what is the reader's own is added to it. */
function roomJson(
  { store, epoch, reads, standings }: SyncSources,
  userNo: number,
  { room, member, events, limited, opens }: RoomNews,
): string {
  const first = events[0]?.seq ?? room.lastSeq + 1
  const opening = opens ? { prev_batch: encodePlace(epoch, first - 1) } : {}
  const common = reads.json(room.roomNo, () => JSON.stringify(commonView(store, room)))
  const unread = (reader: number) => standings.unread(room, reader)
  const own = JSON.stringify({ ...personalView(store, userNo, room, member, unread), limited, ...opening })
  return `"${store.roomNames.name(room.roomNo)}":${common.slice(0, -1)},${own.slice(1)}`
}
