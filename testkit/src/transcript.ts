import type { ChatEvent } from '@bartab/sdk/schemas'

/** One event as a line: when, where, who, what. */
export function transcriptLine(event: ChatEvent, startTs: number, nameOf: (id: string) => string): string {
  const { room_id, sender, origin_server_ts, state_key } = event
  const at = ((origin_server_ts - startTs) / 1000).toFixed(3).padStart(9)
  const about = state_key ? ` ${nameOf(state_key)}` : ''
  return `${at} ${nameOf(room_id)} | ${nameOf(sender)} ${what(event)}${about}`
}

function what({ type, content }: ChatEvent): string {
  const relation = content['m.relates_to'] as { rel_type?: string; key?: string } | undefined
  if (type === 'm.reaction') return `reacts ${relation?.key ?? ''}`
  if (type === 'm.room.member') return String(content.membership)
  if (type !== 'm.room.message') return type
  const edited = content['m.new_content'] as { body?: string } | undefined
  return edited ? `edits: ${edited.body}` : `says: ${content.body ?? '(nothing)'}`
}
