import { Problem } from '@bartab/sdk/problems'
import { type Content, checkContent, checkEncrypted, checkMessage, invalid } from './content.ts'
import { newContentOf } from './edit.ts'
import type { Ledger, Posted } from './ledger.ts'
import { reactByEvent } from './react.ts'
import { messageReference, relationOf } from './relation.ts'
import { requireMember, requirePace, requireVoice, type Standing } from './standing.ts'
import { alreadySent, repeated } from './transaction.ts'

/** What somebody asks to be appended. */
export interface EventInput {
  type: string
  txnId: string
  content: Content
  /** The sender is a bot: it needs a right to mention everybody. */
  isBot?: boolean
}

/** `x.bartab.…` is what the server writes itself: it archives rooms and empties them. */
const ownType = /^x\.(?!bartab(\.|$))[a-z0-9_]+(\.[a-z0-9_]+)*$/

/**
 * Refuses what could not be sent to any room. Asked before the event waits for its transaction.
 *
 * @throws {Problem} EVENT_TYPE_NOT_ALLOWED, CONTENT_INVALID and what `checkContent` refuses
 */
export function checkEvent({ type, content }: EventInput): void {
  checkContent(content)
  if ([content, newContentOf(content)].some(isOfWebhook))
    throw invalid('x.bartab.webhook is written by the server alone')
  if (type === 'm.room.message') checkMessages(content)
  else if (type === 'm.room.encrypted') checkEncrypted(content)
  else if (type !== 'm.reaction' && !ownType.test(type)) throw new Problem('EVENT_TYPE_NOT_ALLOWED', { detail: type })
}

const isOfWebhook = (said: Content | undefined): boolean => said !== undefined && 'x.bartab.webhook' in said

function checkMessages(content: Content): void {
  const replacement = content['m.new_content']
  checkMessage(content)
  if (replacement !== undefined) checkMessage(replacement as Content)
}

/**
 * Appends a message, a reaction or an app's own event to a room.
 *
 * @throws {Problem} ROOM_NOT_FOUND, MEMBER_MUTED, TXN_ID_REUSED, EVENT_NOT_FOUND, EVENT_NOT_EDITABLE, EVENT_REDACTED, CONTENT_INVALID,
 *   ROOM_ARCHIVED, ROOM_IS_ENCRYPTED, SLOW_MODE, MENTION_NOT_ALLOWED, TOO_MANY_REACTION_KEYS
 */
export function postEvent(ledger: Ledger, who: string, roomId: string, input: EventInput): Posted {
  const standing = requireMember(ledger.store, roomId, who)
  const { roomNo, userNo: senderNo } = standing.member
  const draft = { type: input.type, roomNo, senderNo, content: input.content, txnId: input.txnId }
  const before = alreadySent(ledger, senderNo, input.txnId)
  if (before !== undefined) return repeated(ledger, before, draft)
  requireRights(standing, input, ledger.now())
  if (input.type === 'm.reaction') return reactByEvent(ledger, draft)
  const { rel, target } = messageReference(ledger.store, roomNo, input.type, senderNo, input.content)
  const event = ledger.append({ ...draft, rel, ...(target === undefined ? {} : { targetSeq: target.seq }) })
  return { event, created: true }
}

function requireRights(standing: Standing, { type, content, isBot = false }: EventInput, now: number): void {
  requireVoice(standing, now)
  if (type === 'm.reaction') return
  if (type === 'm.room.message' && standing.room.encrypted === 1) throw new Problem('ROOM_IS_ENCRYPTED')
  const { rel_type } = relationOf(content) ?? {}
  if (rel_type !== 'm.replace') requirePace(standing, now)
  if (isBot && mentionsRoom(content) && standing.member.mentionRoom === 0 && standing.member.role === 'member')
    throw new Problem('MENTION_NOT_ALLOWED')
}

/** What an edit makes of a message counts as well: history shows that. */
const mentionsRoom = (content: Content): boolean =>
  [content, newContentOf(content)].some(
    (said) => (said?.['m.mentions'] as { room?: unknown } | undefined)?.room === true,
  )
