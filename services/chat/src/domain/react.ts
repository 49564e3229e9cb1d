import { Problem } from '@bartab/sdk/problems'
import { chatLimits } from '@bartab/sdk/schemas'
import type { Draft } from '../log/draft.ts'
import type { EventRow } from '../store/event-table.ts'
import { checkReactionKey, invalid } from './content.ts'
import type { Ledger, Posted } from './ledger.ts'
import { Rel } from './rel.ts'
import { findEvent, relationOf } from './relation.ts'
import { requireMember, requireVoice } from './standing.ts'

/** A reaction sent as an event. A second one with the same key is the first one. */
export function reactByEvent(ledger: Ledger, draft: Draft): Posted {
  const relation = relationOf(draft.content)
  if (relation?.rel_type !== 'm.annotation' || relation.event_id === undefined)
    throw invalid('a reaction needs m.relates_to with rel_type m.annotation, event_id and key')
  checkReactionKey(relation.key)
  const target = reactable(ledger, draft.roomNo, relation.event_id)
  const before = standingReaction(ledger, target, relation.key, draft.senderNo)
  if (before !== undefined) return { event: before, created: false }
  requireRoomForKey(ledger, target, relation.key)
  return { event: ledger.append({ ...draft, rel: Rel.annotation, targetSeq: target.seq }), created: true }
}

/**
 * Puts one reaction of one person on a message; it can only be there once.
 *
 * @throws {Problem} ROOM_NOT_FOUND, MEMBER_MUTED, EVENT_NOT_FOUND, EVENT_REDACTED, CONTENT_INVALID,
 *   TOO_MANY_REACTION_KEYS
 */
export function react(ledger: Ledger, who: string, roomId: string, eventId: string, key: string): Posted {
  checkReactionKey(key)
  const standing = requireMember(ledger.store, roomId, who)
  const { roomNo, userNo: senderNo } = standing.member
  const target = reactable(ledger, roomNo, eventId)
  const before = standingReaction(ledger, target, key, senderNo)
  if (before !== undefined) return { event: before, created: false }
  requireVoice(standing, ledger.now())
  requireRoomForKey(ledger, target, key)
  const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: target.eventId, key } }
  const draft = { type: 'm.reaction', roomNo, senderNo, content, rel: Rel.annotation, targetSeq: target.seq }
  return { event: ledger.append(draft), created: true }
}

/** Takes one's own reaction back; nothing happens when there is none. */
export function unreact(ledger: Ledger, who: string, roomId: string, eventId: string, key: string): void {
  const { member } = requireMember(ledger.store, roomId, who)
  const target = findEvent(ledger.store, member.roomNo, eventId)
  const reaction = standingReaction(ledger, target, key, member.userNo)
  if (reaction === undefined) return
  const content = { redacts: reaction.eventId, 'm.relates_to': { event_id: target.eventId } }
  ledger.append({
    type: 'm.room.redaction',
    roomNo: member.roomNo,
    senderNo: member.userNo,
    content,
    rel: Rel.redaction,
    targetSeq: reaction.seq,
  })
}

function reactable(ledger: Ledger, roomNo: number, eventId: string): EventRow {
  const target = findEvent(ledger.store, roomNo, eventId)
  if (target.redactedBy !== null) throw new Problem('EVENT_REDACTED')
  if (target.rel !== Rel.none && target.rel !== Rel.thread)
    throw invalid('reactions go to messages, not to reactions, edits or redactions')
  return target
}

/** Every page of history carries each key of a message; one that is there already costs nothing more. */
function requireRoomForKey({ store }: Ledger, target: EventRow, key: string): void {
  if (store.relations.hasReactionKey(target.seq, key)) return
  const count = store.relations.reactionKeyCount(target.seq)
  if (count < chatLimits.reactionKeysMax) return
  const detail = `${count} different keys are there, the limit is ${chatLimits.reactionKeysMax}`
  throw new Problem('TOO_MANY_REACTION_KEYS', { detail })
}

function standingReaction({ store }: Ledger, target: EventRow, key: string, userNo: number): EventRow | undefined {
  const reaction = store.relations.reaction(target.seq, key, userNo)
  return reaction === undefined ? undefined : store.events.bySeq(reaction.seq)
}
