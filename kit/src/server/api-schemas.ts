import * as published from '@bartab/sdk/schemas'
import { isSchema } from '@bartab/sdk/type'

const nameOf = new Map<unknown, string>(
  Object.entries(published)
    .filter(([, value]) => isSchema(value))
    .map(([name, schema]) => [schema, name]),
)

/** A value in which every schema that the SDK publishes is a reference to it, and the names of those. */
export function withReferences(value: unknown, used = new Set<string>()): { value: unknown; used: Set<string> } {
  return { value: referring(value, used), used }
}

/** The published schemas of these names and all that they refer to, by name. */
export function publishedSchemas(names: Iterable<string>): Record<string, unknown> {
  const made = new Map<string, unknown>()
  const add = (name: string) => {
    if (made.has(name)) return
    made.set(name, undefined)
    const used = new Set<string>()
    made.set(name, membersOf((published as Record<string, unknown>)[name], used))
    for (const other of used) add(other)
  }
  for (const name of names) add(name)
  return Object.fromEntries([...made].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function referring(value: unknown, used: Set<string>): unknown {
  const name = nameOf.get(value)
  if (name === undefined) return membersOf(value, used)
  used.add(name)
  return { $ref: `#/components/schemas/${name}` }
}

function membersOf(value: unknown, used: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((member) => referring(member, used))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, referring(member, used)]))
}
