import { type BackupManifest, type FileFault, verifyBackup } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'

/**
 * Reads a backup again, every byte.
 *
 * @throws {CliFailure} BACKUP_DAMAGED, naming the files.
 */
export async function requireSoundBackup(folder: string): Promise<BackupManifest> {
  const { manifest, faults } = await verifyBackup(folder)
  if (faults.length === 0) return manifest
  throw new CliFailure('BACKUP_DAMAGED', `the backup ${folder} is not what was written`, {
    evidence: [...faults.slice(0, 20).map(line), ...(faults.length > 20 ? [`and ${faults.length - 20} more`] : [])],
    fix: 'bartab backup list; use another one, and look at the disk that this one lies on',
  })
}

const line = ({ path, fault, detail }: FileFault): string => `${path}: ${fault} (${detail})`
