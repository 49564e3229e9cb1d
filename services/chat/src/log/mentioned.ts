import type { ChatStore } from '../store/chat-store.ts'

/** The number under which a mention of everybody in the room is kept. */
export const everybody = 0

/** Whom a content mentions, by number. Text that is not an id of somebody known here mentions nobody. */
export function mentioned(store: ChatStore, content: Record<string, unknown>): number[] {
  const mentions = content['m.mentions'] as { user_ids?: unknown; room?: unknown } | undefined
  if (typeof mentions !== 'object' || mentions === null) return []
  const people = Array.isArray(mentions.user_ids) ? mentions.user_ids : []
  const numbers = people.map((id) => store.users.find(String(id))).filter((no) => no !== undefined)
  return mentions.room === true ? [...numbers, everybody] : numbers
}
