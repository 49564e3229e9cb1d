import { Rel } from '../domain/rel.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'

/** Events whose JSON is remembered; at about a kilobyte each. */
const remembered = 4096

/** The JSON of events, made once for all who are told of them. */
export class EventJson {
  readonly #store: ChatStore
  readonly #made = new Map<number, string>()
  /** What those who are told at one moment have in common, unless one of them sent some of it. */
  #lastTold: { events: readonly EventRow[]; text: string } | undefined

  constructor(store: ChatStore) {
    this.#store = store
  }

  /** An event as one reader sees it: the sender finds the `txn_id` in it. */
  of(event: EventRow, readerNo: number): string {
    const json = this.#made.get(event.seq) ?? this.#make(event)
    if (event.txnId === null || event.senderNo !== readerNo) return json
    return `${json.slice(0, -1)},"txn_id":${JSON.stringify(event.txnId)}}`
  }

  /** Events as one reader sees them, one after the other. */
  ofAll(events: readonly EventRow[], readerNo: number): string {
    const isShared = !events.some(({ senderNo, txnId }) => senderNo === readerNo && txnId !== null)
    if (isShared && this.#lastTold?.events === events) return this.#lastTold.text
    const text = events.map((event) => this.of(event, readerNo)).join(',')
    if (isShared) this.#lastTold = { events, text }
    return text
  }

  /** To be told of every event: a redaction changes what was made before. */
  changed({ targetSeq }: EventRow): void {
    if (targetSeq !== null) this.forget(targetSeq)
  }

  /** What was made of an event, and of its edits, is made anew. */
  forget(seq: number): void {
    this.#lastTold = undefined
    this.#made.delete(seq)
    for (const edit of this.#store.events.related(seq, Rel.replace)) this.#made.delete(edit.seq)
  }

  #make(event: EventRow): string {
    const { users, roomNames, types } = this.#store
    const json = `{"event_id":"${event.eventId}","type":${JSON.stringify(types.name(event.typeNo))},"room_id":"${roomNames.name(
      event.roomNo,
    )}","sender":"${users.name(event.senderNo)}","origin_server_ts":${event.ts},"content":${event.content}${stateKey(event)}${this.#redaction(event)}}`
    if (this.#made.size >= remembered) this.#made.delete(this.#made.keys().next().value ?? 0)
    this.#made.set(event.seq, json)
    return json
  }

  #redaction(event: EventRow): string {
    const because = redactedBecause(this.#store, event)
    return because === undefined ? '' : `,"unsigned":${JSON.stringify({ redacted_because: because })}`
  }
}

const stateKey = (event: EventRow): string =>
  event.stateKey === null ? '' : `,"state_key":${JSON.stringify(event.stateKey)}`

/** Who took an event's content away, when and why. */
export function redactedBecause(store: ChatStore, event: EventRow) {
  const by = event.redactedBy === null ? undefined : store.events.bySeq(event.redactedBy)
  if (by === undefined) return undefined
  const { reason } = JSON.parse(by.content) as { reason?: string }
  return {
    event_id: by.eventId,
    sender: store.users.name(by.senderNo),
    origin_server_ts: by.ts,
    ...(reason === undefined ? {} : { reason }),
  }
}
