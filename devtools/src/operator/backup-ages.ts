import { join } from 'node:path'
import { readJson, writeJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'

/** What `status` shows of backups. */
export interface BackupAges {
  last_ts: number | null
  last_proved_ts: number | null
}

const agesFile = (folder: StackFolder): string => join(folder.backups, 'ages.json')

export function readBackupAges(folder: StackFolder): BackupAges {
  return readJson<BackupAges>(agesFile(folder)) ?? { last_ts: null, last_proved_ts: null }
}

export function noteBackup(folder: StackFolder, last_ts: number): void {
  writeJson(agesFile(folder), { ...readBackupAges(folder), last_ts })
}
