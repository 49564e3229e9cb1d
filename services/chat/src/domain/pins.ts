import { Problem } from '@bartab/sdk/problems'
import { type ChatEvent, chatLimits } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { RoomRow } from '../store/room-table.ts'
import { invalid } from './content.ts'
import { eventView } from './event-view.ts'
import type { Ledger } from './ledger.ts'
import { Rel } from './rel.ts'
import { findEvent } from './relation.ts'
import { requireMember, requireOpen, requireRole, type Standing } from './standing.ts'

/**
 * Puts a message at the room's board, or takes it off. Both may be repeated. In a direct room both people may.
 *
 * @throws {Problem} ROOM_NOT_FOUND, ROLE_TOO_LOW, ROOM_ARCHIVED, EVENT_NOT_FOUND, EVENT_REDACTED, TOO_MANY_PINS
 */
export function setPin(ledger: Ledger, who: string, roomId: string, eventId: string, isPinned: boolean): void {
  const standing = requireMember(ledger.store, roomId, who)
  requireRole(standing, 'moderator')
  requireOpen(standing.room)
  const before = pinsOf(standing.room)
  if (before.includes(eventId) === isPinned) return
  if (isPinned) requirePinnable(ledger.store, standing, eventId, before.length)
  const pinned = isPinned ? [...before, eventId] : before.filter((id) => id !== eventId)
  const { roomNo, userNo: senderNo } = standing.member
  ledger.append({ type: 'm.room.pinned_events', roomNo, senderNo, stateKey: '', content: { pinned } })
}

function requirePinnable(store: ChatStore, { room }: Standing, eventId: string, count: number): void {
  const event = findEvent(store, room.roomNo, eventId)
  if (event.redactedBy !== null) throw new Problem('EVENT_REDACTED')
  if (event.stateKey !== null || (event.rel !== Rel.none && event.rel !== Rel.thread))
    throw invalid('messages are pinned, not reactions, edits or changes of the room')
  if (count >= chatLimits.pinsMax) throw new Problem('TOO_MANY_PINS')
}

/** The pinned messages of a room as they are now, the newest pin first. */
export function listPins(store: ChatStore, who: string, roomId: string): ChatEvent[] {
  const { room, member } = requireMember(store, roomId, who)
  const pins = pinsOf(room).toReversed()
  return pins.map((eventId) => eventView(store, findEvent(store, room.roomNo, eventId), member.userNo))
}

/** The ids of a room's pinned messages, in the order in which they were pinned. */
export const pinsOf = ({ pinned }: RoomRow): string[] => JSON.parse(pinned) as string[]
