import { Problem } from '@bartab/sdk/problems'
import type { EventRow } from '../store/event-table.ts'
import { because } from './content.ts'
import type { Ledger, Posted } from './ledger.ts'
import { Rel } from './rel.ts'
import { findEvent } from './relation.ts'
import { requireMember, requireRole, type Standing } from './standing.ts'

/**
 * Takes a message's content away for good, and that of its edits; its place stays.
 * One's own, or anybody's for a moderator. Done again, it is answered with the same event.
 *
 * @throws {Problem} ROOM_NOT_FOUND, EVENT_NOT_FOUND, EVENT_NOT_EDITABLE, ROLE_TOO_LOW, CONTENT_NOT_TEXT
 */
export function redact(ledger: Ledger, who: string, roomId: string, eventId: string, reason?: string): Posted {
  const standing = requireMember(ledger.store, roomId, who)
  const target = findEvent(ledger.store, standing.room.roomNo, eventId)
  const before = target.redactedBy === null ? undefined : ledger.store.events.bySeq(target.redactedBy)
  if (before !== undefined) return { event: before, created: false }
  requireRight(standing, target)
  const content = { redacts: eventId, ...because(reason), ...reactedTo(ledger, target) }
  const { roomNo, userNo: senderNo } = standing.member
  const draft = { type: 'm.room.redaction', roomNo, senderNo, content, rel: Rel.redaction, targetSeq: target.seq }
  return { event: ledger.append(draft), created: true }
}

/** Whoever knows a reaction only as counted learns here which message to look at again. */
function reactedTo({ store }: Ledger, target: EventRow): Record<string, unknown> {
  const message = target.rel === Rel.annotation ? store.events.bySeq(target.targetSeq ?? 0) : undefined
  return message === undefined ? {} : { 'm.relates_to': { event_id: message.eventId } }
}

function requireRight(standing: Standing, target: EventRow): void {
  if (target.stateKey !== null || target.rel === Rel.redaction) throw new Problem('EVENT_NOT_EDITABLE')
  if (target.senderNo === standing.member.userNo) return
  if (standing.room.kind === 'direct')
    throw new Problem('ROLE_TOO_LOW', { detail: 'in a direct room each removes their own' })
  requireRole(standing, 'moderator')
}
