import type { Membership, RoomKind, RoomRole } from '@bartab/sdk/schemas'
import { Rel } from '../domain/rel.ts'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import { mentioned } from './mentioned.ts'

type Content = Record<string, unknown>
type Apply = (store: ChatStore, event: EventRow, content: Content) => void

/** Makes the projections of one event; in the transaction that appends it, or in a rebuild. */
export function project(store: ChatStore, type: string, event: EventRow, content: Content): void {
  projections[type]?.(store, event, content)
  store.rooms.touch(event.roomNo, event.seq, event.ts, event.ordinal)
}

const projections: Record<string, Apply> = {
  'm.room.create': createRoom,
  'm.room.name': (store, event, content) => store.rooms.setName(event.roomNo, String(content.name)),
  'm.room.topic': (store, event, content) => store.rooms.setTopic(event.roomNo, String(content.topic)),
  'm.room.avatar': (store, event, content) => store.rooms.setAvatar(event.roomNo, textOrNull(content.media_id)),
  'm.room.canonical_alias': (store, event, content) => store.rooms.setAlias(event.roomNo, textOrNull(content.alias)),
  'm.room.pinned_events': pin,
  'm.room.retention': (store, event, content) => store.rooms.setRetention(event.roomNo, Number(content.days)),
  'x.bartab.room.archived': (store, event, content) => store.rooms.setArchived(event.roomNo, content.archived === true),
  'x.bartab.room.slow_mode': (store, event, content) => store.rooms.setSlowMode(event.roomNo, Number(content.seconds)),
  'x.bartab.room.swept': sweep,
  'm.room.encryption': (store, event) => store.rooms.encrypt(event.roomNo),
  'm.room.tombstone': (store, event) => store.rooms.markDeleted(event.roomNo, event.seq),
  'm.room.member': changeMember,
  'm.room.message': addMessage,
  'm.room.encrypted': addMessage,
  'm.reaction': addReaction,
  'm.room.redaction': redact,
}

function createRoom(store: ChatStore, event: EventRow, content: Content): void {
  store.rooms.insert(event.roomNo, content.kind as RoomKind, event.ts)
  if (Array.isArray(content.direct)) {
    const [a, b] = content.direct.map((id) => store.users.intern(String(id)))
    store.rooms.addDirect(a ?? 0, b ?? 0, event.roomNo)
  }
}

/** Logs of before pins went with their message name what was removed already. */
function pin(store: ChatStore, event: EventRow, content: Content): void {
  const named = content.pinned as string[]
  const pinned = named.filter((eventId) => {
    const message = store.events.byId(eventId)
    return message === undefined || stands(message, event.seq)
  })
  store.rooms.setPinned(event.roomNo, pinned)
}

function changeMember(store: ChatStore, event: EventRow, content: Content): void {
  const userNo = store.users.intern(event.stateKey ?? '')
  const before = store.members.find(event.roomNo, userNo)
  const membership = content.membership as Membership
  const [was, is] = [before?.membership === 'join', membership === 'join']
  store.members.save({
    roomNo: event.roomNo,
    userNo,
    membership,
    role: (content.role as RoomRole | undefined) ?? 'member',
    mutedUntilTs: Number(content.muted_until_ts ?? 0),
    changedSeq: event.seq,
    joinedSeq: is && !was ? event.seq : (before?.joinedSeq ?? 0),
    mentionRoom: content.mention_room === true ? 1 : 0,
  })
  if (was !== is) store.rooms.countMembers(event.roomNo, is ? 1 : -1)
}

function addMessage(store: ChatStore, event: EventRow, content: Content): void {
  if (event.rel === Rel.replace) reindex(store, event)
  else addNewMessage(store, event, content)
}

function addNewMessage(store: ChatStore, event: EventRow, content: Content): void {
  if (event.rel === Rel.thread && event.targetSeq !== null) store.relations.addReply(event.targetSeq, event.seq)
  for (const userNo of mentioned(store, content)) store.relations.addMention(event.roomNo, userNo, event.seq)
  if (isText(store, event) && typeof content.body === 'string') store.index.add(event.seq, content.body)
  if ((store.rooms.find(event.roomNo)?.slowModeS ?? 0) > 0)
    store.members.setSpoke(event.roomNo, event.senderNo, event.ts)
}

/** After an edit, the message is found by what it says now. */
function reindex(store: ChatStore, event: EventRow): void {
  const { targetSeq, seq } = event
  if (targetSeq !== null && isText(store, event))
    exchange(store, targetSeq, store.index.textAt(targetSeq, seq - 1), store.index.textAt(targetSeq, seq))
}

const isText = (store: ChatStore, { typeNo }: EventRow): boolean => store.types.name(typeNo) === 'm.room.message'

function exchange(store: ChatStore, seq: number, before: string | undefined, now: string | undefined): void {
  if (before === now) return
  if (before !== undefined) store.index.remove(seq, before)
  if (now !== undefined) store.index.add(seq, now)
}

function addReaction(store: ChatStore, event: EventRow, content: Content): void {
  const key = (content['m.relates_to'] as { key?: unknown } | undefined)?.key
  if (event.targetSeq === null || typeof key !== 'string') return
  store.relations.addReaction(event.targetSeq, key, event.senderNo, event.seq)
}

function redact(store: ChatStore, event: EventRow): void {
  const target = event.targetSeq === null ? undefined : store.events.bySeq(event.targetSeq)
  if (target === undefined) return
  empty(store, target, event)
  recountThreads(store, [target], event.seq)
}

/** Takes the content of an event out of the log, its edits and all that was made of it. */
function empty(store: ChatStore, target: EventRow, by: EventRow): void {
  const root = target.rel === Rel.replace ? (target.targetSeq ?? target.seq) : target.seq
  const isIndexed = isText(store, target)
  const before = isIndexed ? store.index.textAt(root, by.seq) : undefined
  forget(store, target)
  for (const edit of store.events.related(target.seq, Rel.replace)) store.events.redact(edit.seq, by.seq)
  store.events.redact(target.seq, by.seq)
  if (isIndexed) exchange(store, root, before, store.index.textAt(root, by.seq))
}

/** A room's retention: everything said between two positions and before a time is gone at once. */
function sweep(store: ChatStore, event: EventRow, content: Content): void {
  const range = { from: Number(content.from_seq ?? 0), to: Number(content.up_to_seq) }
  const what = { ...range, beforeTs: Number(content.before_ts), by: event.seq, limit: Number(content.count) }
  const targets = store.events.expired({ ...what, roomNo: event.roomNo })
  for (const target of targets) empty(store, target, event)
  recountThreads(store, targets, event.seq)
}

function forget(store: ChatStore, target: EventRow): void {
  for (const userNo of mentioned(store, JSON.parse(target.content) as Content)) {
    store.relations.removeMention(target.roomNo, userNo, target.seq)
  }
  store.relations.removeReaction(target.seq)
  store.relations.clearReactions(target.seq)
  store.rooms.unpin(target.roomNo, target.eventId)
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Whether an event was not removed at a position of the log: the same whether it is the newest or a rebuild passes it. */
const stands = ({ redactedBy }: EventRow, at: number): boolean => redactedBy === null || redactedBy > at

function recountThreads(store: ChatStore, removed: readonly EventRow[], at: number): void {
  const replies = removed.filter(({ rel }) => rel === Rel.thread)
  for (const rootSeq of new Set(replies.map(({ targetSeq }) => targetSeq))) {
    if (rootSeq !== null) recountThread(store, rootSeq, at)
  }
}

function recountThread(store: ChatStore, rootSeq: number, at: number): void {
  const { replies, latestSeq } = store.relations.standingReplies(rootSeq, at)
  if (latestSeq === null) store.relations.clearThread(rootSeq)
  else store.relations.setThread(rootSeq, { replies, latestSeq })
}
