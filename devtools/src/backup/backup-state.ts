import { join } from 'node:path'
import { readJson, writeFileWhole, writeJson } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import { backupMetrics } from './backup-metrics.ts'
import { type FailedDrill, wasRemoved } from './failed-drill.ts'

/** A place away from the stack's first: what it holds, and what went wrong last. */
export interface AwayState {
  /** The newest backup that is whole there. */
  name: string | null
  created_ts: number | null
  /** Why the last attempt to bring one there failed; null when it did not. */
  error: string | null
}

export interface ProvedState {
  name: string
  /** The SHA-256 of its index, hex. Earlier releases did not write it. */
  index_sha256?: string
  /** When the backup was made. */
  created_ts: number
  /** When it was proved to restore. */
  proved_ts: number
  duration_ms: number
}

/** What is remembered of a stack's backups between commands. Times are milliseconds since the epoch. */
export interface BackupState {
  last: { name: string; created_ts: number; bytes: number; duration_ms: number } | null
  /** By place, as people write it. */
  away: Record<string, AwayState>
  proved: ProvedState | null
  /** The last drill that failed and that nothing has made up for. */
  failed_drill: FailedDrill | null
}

const none: BackupState = { last: null, away: {}, proved: null, failed_drill: null }
const stateFile = (folder: StackFolder): string => join(folder.path, 'backup-state.json')

export function readBackupState(folder: StackFolder): BackupState {
  const state = { ...none, ...readJson<Partial<BackupState>>(stateFile(folder)) }
  const { failed_drill } = state
  return failed_drill !== null && wasRemoved(failed_drill) ? { ...state, failed_drill: null } : state
}

/** Changes the state, and writes the same as metrics beside it, for a Prometheus textfile collector. */
export function changeBackupState(folder: StackFolder, stack: string, change: Partial<BackupState>): void {
  const state = { ...readBackupState(folder), ...change }
  writeJson(stateFile(folder), state)
  writeFileWhole(join(folder.path, 'metrics', 'backups.prom'), backupMetrics(stack, state))
}
