import { CliFailure } from '@bartab/kit/cli'
import type { Successors } from '../drivers/successors.ts'

/** What a rehearsal of migrations found and how long it took, in ms. */
export interface Rehearsal {
  pending: string[]
  copy_ms?: number
  migrate_ms?: number
}

/**
 * Tries the migrations that the new code brings on a copy of the service's data, while the old one goes on.
 *
 * @throws {CliFailure} MIGRATION_REFUSED with the words of the database.
 */
export async function rehearseMigrations(successors: Successors, service: string): Promise<Rehearsal> {
  const command = [
    'node',
    'kit/src/sqlite/rehearse.ts',
    `${service}.sqlite`,
    `services/${service}/src/store/migrations`,
  ]
  const { exitCode, stdout, stderr } = await successors.exec(service, command)
  if (exitCode === 0) return JSON.parse(stdout) as Rehearsal
  throw new CliFailure('MIGRATION_REFUSED', `the data of ${service} cannot be brought to what the new one needs`, {
    evidence: ['it was tried on a copy; nothing was changed', ...stderr.trim().split('\n').slice(-5)],
  })
}

/** What a person is told of it; nothing where there was nothing to try. */
export function rehearsalText({ pending, copy_ms, migrate_ms }: Rehearsal): string | undefined {
  if (pending.length === 0) return undefined
  return `${pending.join(', ')} tried on a copy (copied in ${copy_ms} ms, migrated in ${migrate_ms} ms)`
}
