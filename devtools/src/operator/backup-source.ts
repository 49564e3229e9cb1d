import type { BackupSource, DataService } from '@bartab/backups'
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
    snapshot: async (service) => {
      const path = `${copies}/${service}.sqlite`
      const { size, sha256 } = JSON.parse(await run(service, 'take', `${service}.sqlite`, path)) as Digest
      return { path, size, sha256 }
    },
    dropSnapshots: async (service) => void (await run(service, 'drop', copies)),
    files: (service, path) => driver.files(service, `/data/${path}`),
  }
}

interface Digest {
  size: number
  sha256: string
}
