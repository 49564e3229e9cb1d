import { matches } from '@bartab/kit/schema'
import { Problem } from '@bartab/sdk/problems'
import { Relation, Ulid } from '@bartab/sdk/schemas'
import type { ChatStore } from '../store/chat-store.ts'
import type { EventRow } from '../store/event-table.ts'
import { type Content, invalid } from './content.ts'
import { Rel } from './rel.ts'

/** What an event refers to, as the log keeps it. */
export interface Reference {
  rel: Rel
  target?: EventRow
}

const unrelated: Reference = { rel: Rel.none }

/**
 * An event of a room by its id.
 *
 * @throws {Problem} EVENT_NOT_FOUND, also for one of another room
 */
export function findEvent(store: ChatStore, roomNo: number, eventId: string): EventRow {
  const event = matches(Ulid, eventId) ? store.events.byId(eventId) : undefined
  if (event?.roomNo !== roomNo) throw new Problem('EVENT_NOT_FOUND')
  return event
}

/** The relation that a content carries, if it carries one. */
export function relationOf(content: Content): Relation | undefined {
  const relation = content['m.relates_to']
  if (relation === undefined) return undefined
  if (!matches(Relation, relation)) throw invalid('m.relates_to does not have the expected form')
  return relation
}

/**
 * Finds what a message refers to, and refuses what would not make sense there.
 *
 * @throws {Problem} CONTENT_INVALID, EVENT_NOT_FOUND, EVENT_NOT_EDITABLE, EVENT_REDACTED
 */
export function messageReference(
  store: ChatStore,
  roomNo: number,
  type: string,
  senderNo: number,
  content: Content,
): Reference {
  const relation = relationOf(content)
  if (relation === undefined) return unrelated
  const repliedTo = relation['m.in_reply_to']?.event_id
  if (repliedTo !== undefined) findEvent(store, roomNo, repliedTo)
  switch (relation.rel_type) {
    case 'm.replace':
      return { rel: Rel.replace, target: editable(store, roomNo, type, senderNo, relation, content) }
    case 'm.thread':
      return { rel: Rel.thread, target: threadRoot(store, roomNo, relation) }
    case undefined:
      return unrelated
    default:
      return otherReference(relation.rel_type)
  }
}

function otherReference(relType: string): Reference {
  if (relType.startsWith('m.')) throw invalid(`m.relates_to.rel_type ${relType} does not fit this type of event`)
  return unrelated
}

function editable(
  store: ChatStore,
  roomNo: number,
  type: string,
  senderNo: number,
  relation: Relation,
  content: Content,
): EventRow {
  const target = findEvent(store, roomNo, required(relation.event_id))
  const fits = target.senderNo === senderNo && target.rel !== Rel.replace && store.types.name(target.typeNo) === type
  if (!fits || target.redactedBy !== null) throw new Problem('EVENT_NOT_EDITABLE')
  if (type === 'm.room.message' && typeof content['m.new_content'] !== 'object')
    throw invalid('m.new_content is missing')
  return target
}

function threadRoot(store: ChatStore, roomNo: number, relation: Relation): EventRow {
  const root = findEvent(store, roomNo, required(relation.event_id))
  if (root.redactedBy !== null) throw new Problem('EVENT_REDACTED')
  if (root.rel !== Rel.none || root.stateKey !== null)
    throw invalid('a thread begins at a message of its own, not at a reply in a thread')
  return root
}

function required(eventId: string | undefined): string {
  if (eventId === undefined) throw invalid('m.relates_to.event_id is missing')
  return eventId
}
