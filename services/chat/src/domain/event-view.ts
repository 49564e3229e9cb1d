import type { ChatEvent, EventRelations, ReactionCount } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import type { ReactionRow } from '../store/relation-tables.ts'
import { redactedBecause } from '../sync/event-json.ts'
import { newContentOf } from './edit.ts'
import { Rel } from './rel.ts'

/** How many of those who reacted with one key are named. */
const namedSenders = 50
const newest = Number.MAX_SAFE_INTEGER

/** An event as history shows it: its newest content, and what others said about it, counted. */
export function eventView(store: ChatStore, event: EventRow, readerNo: number): ChatEvent {
  return view(store, event, readerNo, true)
}

/** Many events as history shows them. What refers to any of them is asked once: most have nothing that does. */
export function eventViews(store: ChatStore, events: readonly EventRow[], readerNo: number): ChatEvent[] {
  const referredTo = store.events.referredTo(events.map(({ seq }) => seq))
  return events.map((event) => view(store, event, readerNo, referredTo.has(event.seq)))
}

function view(store: ChatStore, event: EventRow, readerNo: number, isReferredTo: boolean): ChatEvent {
  const relations = isReferredTo && event.redactedBy === null ? relationsOf(store, event, readerNo) : {}
  const because = redactedBecause(store, event)
  const unsigned = {
    ...(Object.keys(relations).length === 0 ? {} : { 'm.relations': relations }),
    ...(because === undefined ? {} : { redacted_because: because }),
  }
  return {
    event_id: event.eventId,
    type: store.types.name(event.typeNo),
    room_id: store.roomNames.name(event.roomNo),
    sender: store.users.name(event.senderNo),
    origin_server_ts: event.ts,
    content: isReferredTo ? newestContent(store, event) : (JSON.parse(event.content) as Record<string, unknown>),
    ...(event.stateKey === null ? {} : { state_key: event.stateKey }),
    ...(event.txnId !== null && event.senderNo === readerNo ? { txn_id: event.txnId } : {}),
    ...(Object.keys(unsigned).length === 0 ? {} : { unsigned }),
  }
}

/** Of an edited message, the content that the newest edit gives it; its relation to others stays its own. */
function newestContent(store: ChatStore, event: EventRow): Record<string, unknown> {
  const content = JSON.parse(event.content) as Record<string, unknown>
  const edit = event.rel === Rel.replace ? undefined : store.events.latestEdit(event.seq)
  const replacement = edit === undefined ? undefined : (JSON.parse(edit.content) as Record<string, unknown>)
  const newContent = newContentOf(replacement ?? {})
  if (newContent === undefined) return replacement ?? content
  const relation = content['m.relates_to']
  return { ...newContent, ...(relation === undefined ? {} : { 'm.relates_to': relation }) }
}

function relationsOf(store: ChatStore, event: EventRow, readerNo: number): EventRelations {
  const reactions = store.relations.reactions(event.seq)
  const edit = store.events.latestEdit(event.seq)
  const thread = store.relations.thread(event.seq)
  return {
    ...(reactions.length === 0 ? {} : { 'm.annotation': { chunk: countReactions(store, reactions, readerNo) } }),
    ...(edit === undefined
      ? {}
      : { 'm.replace': { ...reference(store, edit), count: store.events.editCount(event.seq) } }),
    ...(thread === undefined ? {} : { 'm.thread': threadView(store, event, readerNo) }),
  }
}

function countReactions(store: ChatStore, reactions: ReactionRow[], readerNo: number): ReactionCount[] {
  const counts = new Map<string, ReactionCount>()
  for (const { key, userNo, seq } of reactions) {
    const of = counts.get(key) ?? { key, count: 0, me: false, senders: [], event_ids: [] }
    of.count += 1
    of.me ||= userNo === readerNo
    if (of.senders.length < namedSenders) name(store, of, userNo, seq)
    counts.set(key, of)
  }
  return [...counts.values()]
}

function name(store: ChatStore, count: ReactionCount, userNo: number, seq: number): void {
  count.senders.push(store.users.name(userNo))
  count.event_ids.push(store.events.bySeq(seq)?.eventId ?? '')
}

function threadView(store: ChatStore, root: EventRow, readerNo: number) {
  const { replies, latestSeq, participated } = store.relations.standingReplies(root.seq, newest, readerNo)
  const latest = store.events.bySeq(latestSeq ?? root.seq) ?? root
  return { count: replies, latest_event_id: latest.eventId, latest_ts: latest.ts, participated: participated === 1 }
}

const reference = (store: ChatStore, event: EventRow) => ({
  event_id: event.eventId,
  sender: store.users.name(event.senderNo),
  origin_server_ts: event.ts,
})
