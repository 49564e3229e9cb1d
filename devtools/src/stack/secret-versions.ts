import { statSync } from 'node:fs'
import type { Service } from './stack.ts'
import { stateHash } from './state-hash.ts'

/** Names the state of the files that a service is given, by size and time of change: a new secret is seen as a change. What it writes itself is none. */
export function secretsOf({ files }: Pick<Service, 'files'>): { secrets?: string } {
  const given = files.filter(({ writable }) => writable !== true)
  if (given.length === 0) return {}
  const versions = given.map(({ source, target }) => {
    const stat = statSync(source, { throwIfNoEntry: false })
    return [target, stat?.size, stat?.mtimeMs]
  })
  return { secrets: stateHash(versions) }
}
