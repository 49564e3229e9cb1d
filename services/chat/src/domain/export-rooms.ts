import type { ChatStore } from '../store/chat-store.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'
import { EventJson } from '../sync/event-json.ts'
import { commonView } from './room-view.ts'

/** Events that are read at once. */
const page = 500

/**
 * Rooms as lines of JSON: of each room `{"room":…,"members":[…]}`, then every event of its log, the oldest first, as
 * `API.md` shows an event; edits and reactions are events of their own. What was redacted has no content any more, and
 * deleted rooms are not there. To be read at one moment of the log.
 *
 * @param only the ids of the rooms that are wanted; all where there are none
 */
export function* exportRooms(store: ChatStore, only: ReadonlySet<string>): Generator<string> {
  const json = new EventJson(store)
  for (const room of store.rooms.standing()) {
    if (only.size > 0 && !only.has(store.roomNames.name(room.roomNo))) continue
    yield head(store, room)
    yield* events(store, json, room.roomNo)
  }
}

function* events(store: ChatStore, json: EventJson, roomNo: number): Generator<string> {
  const nobody = 0
  for (let after = 0; ; ) {
    const rows = store.events.whole(roomNo, after, page)
    for (const row of rows) yield json.of(row, nobody)
    if (rows.length < page) return
    after = rows.at(-1)?.seq ?? 0
  }
}

function head(store: ChatStore, room: RoomRow): string {
  const members = store.members.ofRoom(room.roomNo).map((member) => memberView(store, member))
  return JSON.stringify({ room: commonView(store, room), members })
}

const memberView = (store: ChatStore, { userNo, membership, role }: MemberRow) => ({
  user_id: store.users.name(userNo),
  membership,
  role,
})
