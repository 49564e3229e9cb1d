import type { ChatEvent } from '@bartab/sdk/schemas'

/** How one event refers to another, read from a content that anybody may have written. */
export interface Relation {
  kind: 'edit' | 'reaction' | 'reply' | 'thread' | 'none'
  target: string
  key: string
  /** In a thread, the message that is answered there. */
  replyTo?: string
}

const none: Relation = { kind: 'none', target: '', key: '' }

export function relationOf({ content }: Pick<ChatEvent, 'content'>): Relation {
  const relation = content['m.relates_to']
  if (!isObject(relation)) return none
  const target = text(relation.event_id)
  if (relation.rel_type === 'm.replace') return { kind: 'edit', target, key: '' }
  if (relation.rel_type === 'm.annotation') return { kind: 'reaction', target, key: text(relation.key) }
  const reply = relation['m.in_reply_to']
  if (relation.rel_type === 'm.thread') return { kind: 'thread', target, key: '', ...answered(relation, reply) }
  return isObject(reply) ? { kind: 'reply', target: text(reply.event_id), key: '' } : none
}

/** A reply that is named for clients without threads answers nothing. */
function answered({ is_falling_back }: Record<string, unknown>, reply: unknown): { replyTo?: string } {
  return isObject(reply) && is_falling_back !== true ? { replyTo: text(reply.event_id) } : {}
}

/** The event that a redaction removes. */
export function redactedBy({ type, content }: ChatEvent): string | undefined {
  return type === 'm.room.redaction' ? text(content.redacts) || undefined : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A string, and nothing where it is something else. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
