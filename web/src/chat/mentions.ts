import type { Mentions, UserProfile } from '@bartab/sdk/schemas'

/** Whom a text names with `@username`, and the room where it says `@room`. */
export function mentionsIn(body: string, people: readonly UserProfile[]): { 'm.mentions'?: Mentions } {
  const named = new Set([...body.matchAll(/(?<![\w.])@([a-z0-9._-]+)/gi)].flatMap(([, name = '']) => spellings(name)))
  const user_ids = people.filter(({ username }) => named.has(username)).map(({ user_id }) => user_id)
  if (user_ids.length === 0 && !named.has('room')) return {}
  return { 'm.mentions': { user_ids: user_ids.slice(0, 100), ...(named.has('room') && { room: true }) } }
}

/** A full stop or a hyphen at the end may belong to the sentence. */
function spellings(name: string): string[] {
  const plain = name.toLowerCase()
  return [plain, plain.replace(/[.-]+$/, '')]
}
