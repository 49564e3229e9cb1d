import type { Route } from './route.ts'

/** What requests have in common that are best answered by the same replica: the room, or the file, that they name. */
export function affinityKey({ prefix, together }: Route, path: string): string | undefined {
  if (together !== true) return undefined
  const from = prefix.length + 1
  if (path.length <= from) return undefined
  const end = path.indexOf('/', from)
  return end === -1 ? path.slice(from) : path.slice(from, end)
}
