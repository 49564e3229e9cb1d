import type { BackupSource, DatabaseCopy, DataService } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import { stackFlag } from '../cli/stack-flag.ts'
import type { StackHandle } from '../stack/open-stack.ts'

const script = 'kit/src/sqlite/snapshot.ts'
const copies = '.snapshot'

/** A running stack as a backup sees it: copies are made inside the services, files travel through the driver. */
export function backupSource({ driver, stack }: Pick<StackHandle, 'driver' | 'stack'>): BackupSource {
  const run = async (service: DataService, ...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await driver.exec(service, ['node', script, ...args])
    if (exitCode === 0) return stdout
    throw new CliFailure('SNAPSHOT_FAILED', `the database of ${service} could not be copied`, {
      evidence: [stderr.trim() || `exit code ${exitCode}`],
      fix: `bartab doctor${stackFlag(stack.name)}`,
    })
  }
  return {
    measure: async (service) => JSON.parse(await run(service, 'measure', `${service}.sqlite`, 'blobs')) as Sizes,
    snapshot: async (service) => {
      const path = `${copies}/${service}.sqlite`
      return { ...(JSON.parse(await run(service, 'take', `${service}.sqlite`, path)) as DatabaseCopy), path }
    },
    query: async <Row>(service: DataService, copy: string, sql: string) =>
      JSON.parse(await run(service, 'query', copy, sql)) as Row[],
    dropSnapshots: async (service) => void (await run(service, 'drop', copies)),
    files: (service, path) => driver.files(service, `/data/${path}`),
  }
}

interface Sizes {
  database: number
  files: number
}
