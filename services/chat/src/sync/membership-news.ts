import type { MembershipChange, MembershipFeed } from '@bartab/kit'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'

/** Changes that are remembered for those who ask again; who was away for longer is told to forget what they know. */
const remembered = 4096

/**
 * Who came into rooms and who is no longer in them, told to services that remember memberships for a while. Nothing of it
 * is kept: another process counts anew, and answers a cursor that is not its own with `reset`.
 */
export class MembershipNews {
  readonly #store: ChatStore
  readonly #boot: string
  readonly #capacity: number
  readonly #changes: MembershipChange[] = []
  readonly #waiting = new Set<() => void>()
  /** How many changes came before those that are remembered. */
  #forgotten = 0
  #closed = false

  constructor(store: ChatStore, boot: string, capacity = remembered) {
    this.#store = store
    this.#boot = boot
    this.#capacity = capacity
  }

  /** To be told of events when they are on disk. */
  committed(events: readonly EventRow[]): void {
    const news = events.flatMap((event) => this.#changeOf(event) ?? [])
    if (news.length === 0) return
    this.#changes.push(...news)
    const surplus = Math.max(0, this.#changes.length - this.#capacity)
    this.#changes.splice(0, surplus)
    this.#forgotten += surplus
    this.#wake()
  }

  /** What is new since a cursor; waits when that is nothing. A cursor that does not count here is answered at once. */
  async poll(cursor: string | undefined, timeoutMs: number, signal: AbortSignal): Promise<MembershipFeed> {
    const now = this.#since(cursor)
    if (now.reset === true || now.changes.length > 0) return now
    await this.#sleep(timeoutMs, signal)
    return this.#since(cursor)
  }

  /** Answers those who wait, and those who ask from now on, at once. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  #since(cursor: string | undefined): MembershipFeed {
    const next = `${this.#boot}.${this.#forgotten + this.#changes.length}`
    const [boot, count] = cursor?.split('.') ?? []
    const known = boot === this.#boot && /^\d{1,15}$/.test(count ?? '') ? Number(count) - this.#forgotten : -1
    if (known < 0 || known > this.#changes.length) return { next, changes: [], reset: true }
    return { next, changes: this.#changes.slice(known) }
  }

  #changeOf(event: EventRow): MembershipChange | undefined {
    if (event.stateKey === null) return undefined
    const { types, roomNames } = this.#store
    const room_id = roomNames.name(event.roomNo)
    switch (types.name(event.typeNo)) {
      case 'm.room.member':
        return { room_id, user_id: event.stateKey, member: isJoined(event) }
      case 'm.room.tombstone':
        return { room_id, member: false }
      default:
        return undefined
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }

  async #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted || timeoutMs === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    this.#waiting.add(resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
    await promise
    clearTimeout(timer)
    this.#waiting.delete(resolve)
  }
}

const isJoined = ({ content }: EventRow): boolean =>
  (JSON.parse(content) as { membership?: unknown }).membership === 'join'
