import type { BackupManifest } from '@bartab/backups'

/** A backup that was read through and found sound. */
export interface Backup {
  name: string
  folder: string
  manifest: BackupManifest
}
