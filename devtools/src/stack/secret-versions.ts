import { statSync } from 'node:fs'
import type { Service } from './stack.ts'
import { stateHash } from './state-hash.ts'

/**
 * Names the state of the files that a service is given, by size and time of change: a new secret is seen as a change.
 * What it writes itself is no secret. A bot reads its own anew while it runs, and `bot rotate` waits until it did: nothing
 * is left to do then.
 */
export function secretsOf({ role, files }: Pick<Service, 'role' | 'files'>): { secrets?: string } {
  const given = files.filter(({ writable }) => writable !== true)
  if (role === 'bot' || given.length === 0) return {}
  const versions = given.map(({ source, target }) => {
    const stat = statSync(source, { throwIfNoEntry: false })
    return [target, stat?.size, stat?.mtimeMs]
  })
  return { secrets: stateHash(versions) }
}
