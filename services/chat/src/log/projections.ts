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
  })
  if (was !== is) store.rooms.countMembers(event.roomNo, is ? 1 : -1)
}

function addMessage(store: ChatStore, event: EventRow, content: Content): void {
  if (event.rel === Rel.replace) return
  if (event.rel === Rel.thread && event.targetSeq !== null) store.relations.addReply(event.targetSeq, event.seq)
  for (const userNo of mentioned(store, content)) store.relations.addMention(event.roomNo, userNo, event.seq)
}

function addReaction(store: ChatStore, event: EventRow, content: Content): void {
  const key = (content['m.relates_to'] as { key?: unknown } | undefined)?.key
  if (event.targetSeq === null || typeof key !== 'string') return
  store.relations.addReaction(event.targetSeq, key, event.senderNo, event.seq)
}

function redact(store: ChatStore, event: EventRow): void {
  const target = event.targetSeq === null ? undefined : store.events.bySeq(event.targetSeq)
  if (target === undefined) return
  forget(store, target)
  for (const edit of store.events.related(target.seq, Rel.replace)) store.events.redact(edit.seq, event.seq)
  store.events.redact(target.seq, event.seq)
  if (target.rel === Rel.thread && target.targetSeq !== null) recountThread(store, target.targetSeq, event.seq)
}

function forget(store: ChatStore, target: EventRow): void {
  for (const userNo of mentioned(store, JSON.parse(target.content) as Content)) {
    store.relations.removeMention(target.roomNo, userNo, target.seq)
  }
  store.relations.removeReaction(target.seq)
  store.relations.clearReactions(target.seq)
}

/** Replies that stand at a position of the log: the same whether it is the newest or a rebuild passes it. */
function recountThread(store: ChatStore, rootSeq: number, at: number): void {
  const standing = store.events
    .related(rootSeq, Rel.thread)
    .filter((reply) => reply.seq < at && (reply.redactedBy === null || reply.redactedBy > at))
  const latest = standing.at(-1)
  if (latest === undefined) store.relations.clearThread(rootSeq)
  else store.relations.setThread(rootSeq, { replies: standing.length, latestSeq: latest.seq })
}
