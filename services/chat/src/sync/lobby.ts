import type { Presence } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { Audience } from './audience.ts'
import type { PresenceBoard } from './presence-board.ts'
import type { Strain } from './strain.ts'
import type { TypingBoard } from './typing-board.ts'

/** What people show of themselves while they are there: presence, and that they type. Nothing of it is kept. */
export class Lobby {
  readonly #store: ChatStore
  readonly #audience: Audience
  readonly #presence: PresenceBoard
  readonly #typing: TypingBoard
  readonly #strain: Strain
  /** Whose presence changed since others were last told. */
  readonly #untold = new Set<number>()

  constructor(store: ChatStore, audience: Audience, presence: PresenceBoard, typing: TypingBoard, strain: Strain) {
    this.#store = store
    this.#audience = audience
    this.#presence = presence
    this.#typing = typing
    this.#strain = strain
  }

  /** Somebody polls. */
  enter(userNo: number): void {
    if (this.#audience.enter(userNo) && this.#presence.came(userNo)) this.#untold.add(userNo)
  }

  show(userNo: number, presence: Presence): void {
    if (this.#presence.set(userNo, presence)) this.#untold.add(userNo)
  }

  type(roomNo: number, userNo: number, untilTs: number): void {
    if (this.#strain.level >= 2) return
    if (this.#typing.start(roomNo, userNo, untilTs)) this.#audience.wakePeople(this.#audience.inRoom(roomNo))
  }

  stopTyping(roomNo: number, userNo: number): void {
    if (this.#typing.stop(roomNo, userNo)) this.#audience.wakePeople(this.#audience.inRoom(roomNo))
  }

  /** The heartbeat: ends what ran out, and tells of all presence that changed since the last one at once. */
  beat(now: number): void {
    for (const roomNo of this.#typing.expire(now)) this.#audience.wakePeople(this.#audience.inRoom(roomNo))
    for (const userNo of this.#audience.sweep()) if (this.#presence.gone(userNo)) this.#untold.add(userNo)
    this.#tell()
  }

  /** Under load the news waits, and is told at once when it is over. */
  #tell(): void {
    if (this.#strain.level >= 1) return
    const witnesses = new Set<number>()
    for (const userNo of this.#untold)
      for (const { roomNo } of this.#store.members.rooms(userNo, 'join'))
        for (const other of this.#audience.inRoom(roomNo)) witnesses.add(other)
    this.#untold.clear()
    this.#audience.wakePeople(witnesses)
  }
}
