import { Rel } from '../domain/rel.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { Draft } from './draft.ts'
import type { Journal } from './group-commit.ts'
import { project } from './projections.ts'

export interface EventLogSources {
  clock: () => number
  /** A new id, greater than every one before. */
  newId: () => string
  /** Hears of events when they are on disk. */
  onCommitted: (events: readonly EventRow[]) => void
}

/** The one writer of the log. Appends inside a transaction of `GroupCommit`, and says so once that is on disk. */
export class EventLog implements Journal {
  readonly #store: ChatStore
  readonly #sources: EventLogSources
  #head: number
  #headOnDisk: number
  #pending: EventRow[] = []
  #mark = 0

  constructor(store: ChatStore, sources: EventLogSources) {
    this.#store = store
    this.#sources = sources
    this.#head = store.events.head()
    this.#headOnDisk = this.#head
  }

  /** The newest position that is on disk. */
  get head(): number {
    return this.#headOnDisk
  }

  append(draft: Draft): EventRow {
    const event = this.#place(draft)
    this.#store.events.insert(event)
    project(this.#store, draft.type, event, draft.content)
    if (isMessage(draft)) this.#markRead(draft.senderNo, event)
    else if (draft.type === 'm.room.member') this.#cameIn(draft, event)
    this.#pending.push(event)
    return event
  }

  /** Another process may have written while this one was not the writer. */
  begun(): void {
    this.#head = this.#store.events.head()
    this.#headOnDisk = this.#head
    this.#store.rooms.hold()
  }

  mark(): void {
    this.#mark = this.#pending.length
  }

  rewind(): void {
    this.#head -= this.#pending.length - this.#mark
    this.#pending.length = this.#mark
    this.#store.forgetNames()
    this.#store.rooms.hold()
  }

  committed(): void {
    const events = this.#pending
    this.#pending = []
    this.#store.rooms.release()
    this.#headOnDisk = this.#head
    if (events.length > 0) this.#sources.onCommitted(events)
  }

  abandoned(): void {
    this.#pending = []
    this.#head = this.#headOnDisk
    this.#store.rooms.release()
    this.#store.forgetNames()
  }

  #place(draft: Draft): EventRow {
    this.#head += 1
    const before = this.#store.rooms.find(draft.roomNo)?.ordinal ?? 0
    return {
      seq: this.#head,
      eventId: this.#sources.newId(),
      roomNo: draft.roomNo,
      senderNo: draft.senderNo,
      typeNo: this.#store.types.intern(draft.type),
      ts: this.#sources.clock(),
      content: JSON.stringify(draft.content),
      stateKey: draft.stateKey ?? null,
      txnId: draft.txnId ?? null,
      rel: draft.rel ?? Rel.none,
      targetSeq: draft.targetSeq ?? null,
      ordinal: before + (isMessage(draft) ? 1 : 0),
      redactedBy: null,
    }
  }

  /** Who writes has read what stands above. */
  #markRead(readerNo: number, event: EventRow): void {
    this.#store.markers.advance(readerNo, event.roomNo, event.seq, event.ordinal)
  }

  /** Who comes in starts with nothing unread; a change of role or a mute is no coming in. */
  #cameIn({ stateKey = '' }: Draft, event: EventRow): void {
    const userNo = this.#store.users.intern(stateKey)
    if (this.#store.members.find(event.roomNo, userNo)?.joinedSeq === event.seq) this.#markRead(userNo, event)
  }
}

const isMessage = (draft: Draft): boolean =>
  (draft.type === 'm.room.message' || draft.type === 'm.room.encrypted') && draft.rel !== Rel.replace
