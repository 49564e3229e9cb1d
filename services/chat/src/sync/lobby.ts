import type { Presence } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { Audience } from './audience.ts'
import type { PresenceBoard } from './presence-board.ts'
import type { ReceiptBoard } from './receipt-board.ts'
import type { Strain } from './strain.ts'
import type { TypingBoard } from './typing-board.ts'

export interface LobbySources {
  store: ChatStore
  audience: Audience
  presence: PresenceBoard
  typing: TypingBoard
  receipts: ReceiptBoard
  strain: Strain
}

/** Rooms with more members show nobody how far others have read: each would be told of all, again and again. */
const mostReceipts = 50

/** What people show of themselves while they are there: presence, that they type, and how far they have read. Nothing of it is kept. */
export class Lobby {
  readonly #sources: LobbySources
  /** Whose presence changed since others were last told. */
  readonly #untold = new Set<number>()
  /** Rooms in which somebody read on since others were last told. */
  readonly #read = new Set<number>()

  constructor(sources: LobbySources) {
    this.#sources = sources
  }

  /** Somebody polls. */
  enter(userNo: number): void {
    if (this.#sources.audience.enter(userNo) && this.#sources.presence.came(userNo)) this.#untold.add(userNo)
  }

  show(userNo: number, presence: Presence): void {
    if (this.#sources.presence.set(userNo, presence)) this.#untold.add(userNo)
  }

  type(roomNo: number, userNo: number, untilTs: number): void {
    if (this.#sources.strain.level >= 2) return
    if (this.#sources.typing.start(roomNo, userNo, untilTs))
      this.#sources.audience.wakePeople(this.#sources.audience.inRoom(roomNo))
  }

  stopTyping(roomNo: number, userNo: number): void {
    if (this.#sources.typing.stop(roomNo, userNo))
      this.#sources.audience.wakePeople(this.#sources.audience.inRoom(roomNo))
  }

  /**
   * Who has said something types no more. Nobody is woken: all in the room are about to be told of what was said, and
   * whoever is woken before that would be given its position without it.
   */
  said(roomNo: number, userNo: number): void {
    this.#sources.typing.stop(roomNo, userNo)
  }

  /** Somebody has read up to an event. */
  read(roomNo: number, userNo: number, eventId: string): void {
    const { store, audience, receipts } = this.#sources
    if (!audience.isListening(userNo) || (store.rooms.find(roomNo)?.memberCount ?? 0) > mostReceipts) return
    receipts.set(roomNo, userNo, eventId)
    this.#read.add(roomNo)
  }

  /** The heartbeat: ends what ran out, and tells of all that changed since the last one at once. */
  beat(now: number): void {
    const { audience, typing, presence, receipts } = this.#sources
    for (const roomNo of typing.expire(now)) audience.wakePeople(audience.inRoom(roomNo))
    for (const userNo of audience.sweep()) {
      receipts.gone(userNo)
      if (presence.gone(userNo)) this.#untold.add(userNo)
    }
    audience.wakePeople(this.#witnesses())
  }

  /** Whom the news concerns. Under load it waits, and is told at once when that is over. */
  #witnesses(): Set<number> {
    const { store, audience, strain } = this.#sources
    const rooms = new Set<number>(strain.level >= 3 ? [] : this.#read)
    if (strain.level < 3) this.#read.clear()
    if (strain.level < 1) {
      for (const userNo of this.#untold) for (const { roomNo } of store.members.rooms(userNo, 'join')) rooms.add(roomNo)
      this.#untold.clear()
    }
    return new Set([...rooms].flatMap((roomNo) => audience.inRoom(roomNo)))
  }
}
