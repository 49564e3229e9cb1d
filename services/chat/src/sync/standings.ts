import { type Unread, unreadOf } from '../domain/read-marker.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { MemberRow } from '../store/member-table.ts'
import type { RoomRow } from '../store/room-table.ts'

interface Standing {
  member: MemberRow | undefined
  /** How many messages the room held where they have read to, and how many after that mention them; once somebody asked. */
  read: { ordinal: number; mentions: number } | undefined
}

/** What is remembered of all rooms together; at some 200 bytes each. */
const capacity = 50_000
/** What changes nobody's standing but the sender's, who has read what stands above. */
const plainTypes = new Set(['m.room.message', 'm.room.encrypted', 'm.reaction'])

/**
 * What readers are to rooms: their membership, and what they have not read. Read once, for as long as nothing touches it:
 * a message to a room of ten thousand changes that of its sender alone. For answers of sync; rules read the tables.
 */
export class Standings {
  readonly #store: ChatStore
  readonly #rooms = new Map<number, Map<number, Standing>>()
  #count = 0
  #version: number

  constructor(store: ChatStore) {
    this.#store = store
    this.#version = store.dataVersion()
  }

  member(roomNo: number, userNo: number): MemberRow | undefined {
    return this.#of(roomNo, userNo).member
  }

  /** What somebody who is in a room has not read of it. */
  unread({ roomNo, ordinal }: Pick<RoomRow, 'roomNo' | 'ordinal'>, userNo: number): Unread {
    const standing = this.#of(roomNo, userNo)
    standing.read ??= this.#read(roomNo, userNo, ordinal)
    const { read } = standing
    return { unread: ordinal - read.ordinal, mentions: read.mentions }
  }

  /** To be told of events when they are on disk, with whom a member event is about. */
  changed(event: EventRow, subjectNo: number | undefined): void {
    const type = this.#store.types.name(event.typeNo)
    if (type === 'm.room.member') this.#forgetOne(event.roomNo, subjectNo)
    else if (plainTypes.has(type) && !event.content.includes('"m.mentions"'))
      this.#forgetOne(event.roomNo, event.senderNo)
    else this.#forgetRoom(event.roomNo)
  }

  /** To be told when somebody reads on. */
  readOn(roomNo: number, userNo: number): void {
    this.#forgetOne(roomNo, userNo)
  }

  /** To be told of every commit: another process, such as a rebuild, may have written as well. */
  committed(): void {
    const version = this.#store.dataVersion()
    if (version !== this.#version) this.#forgetAll()
    this.#version = version
  }

  #forgetAll(): void {
    this.#rooms.clear()
    this.#count = 0
  }

  #of(roomNo: number, userNo: number): Standing {
    return this.#rooms.get(roomNo)?.get(userNo) ?? this.#remember(roomNo, userNo)
  }

  #remember(roomNo: number, userNo: number): Standing {
    if (this.#count >= capacity) this.#forgetAll()
    const standing = { member: this.#store.members.find(roomNo, userNo), read: undefined }
    const room = this.#rooms.get(roomNo) ?? new Map<number, Standing>()
    this.#rooms.set(roomNo, room.set(userNo, standing))
    this.#count += 1
    return standing
  }

  #read(roomNo: number, userNo: number, ordinal: number) {
    const { unread, mentions } = unreadOf({ store: this.#store }, userNo, roomNo, ordinal)
    return { ordinal: ordinal - unread, mentions }
  }

  #forgetOne(roomNo: number, userNo: number | undefined): void {
    if (userNo !== undefined && this.#rooms.get(roomNo)?.delete(userNo) === true) this.#count -= 1
  }

  #forgetRoom(roomNo: number): void {
    this.#count -= this.#rooms.get(roomNo)?.size ?? 0
    this.#rooms.delete(roomNo)
  }
}
