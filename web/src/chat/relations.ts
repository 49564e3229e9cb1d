import type { ChatEvent } from '@bartab/sdk/schemas'

/** How one event refers to another, read from a content that anybody may have written. */
export interface Relation {
  kind: 'edit' | 'reaction' | 'reply' | 'none'
  target: string
  key: string
}

const none: Relation = { kind: 'none', target: '', key: '' }

export function relationOf({ content }: ChatEvent): Relation {
  const relation = content['m.relates_to']
  if (!isObject(relation)) return none
  const target = text(relation.event_id)
  if (relation.rel_type === 'm.replace') return { kind: 'edit', target, key: '' }
  if (relation.rel_type === 'm.annotation') return { kind: 'reaction', target, key: text(relation.key) }
  const reply = relation['m.in_reply_to']
  return isObject(reply) ? { kind: 'reply', target: text(reply.event_id), key: '' } : none
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
