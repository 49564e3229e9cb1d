import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StackFolder } from '../../state/stack-folder.ts'

/** Something that the operator saw or did. */
export interface OperatorEvent {
  ts: number
  kind: 'began' | 'ended' | 'mended' | 'waits' | 'failed' | 'gave-up' | 'job-done' | 'job-failed' | 'restarted'
  /** The service or the job that it is about. */
  about?: string
  /** In words. */
  said: string
}

const foldAtBytes = 1024 * 1024

/** How what happened is told of: printed, and kept. */
export type Say = (event: Omit<OperatorEvent, 'ts'>) => void

export const operatorEventsFile = (folder: StackFolder): string => join(folder.path, 'operator-events.jsonl')

/** Appends one event as one line; the file begins anew once it has grown, and the one before is kept. */
export function noteEvent(folder: StackFolder, event: OperatorEvent): void {
  const file = operatorEventsFile(folder)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (existsSync(file) && statSync(file).size > foldAtBytes) renameSync(file, `${file}.1`)
  appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 })
}

/** The last events, the oldest first. */
export function readEvents(folder: StackFolder, count: number): OperatorEvent[] {
  const file = operatorEventsFile(folder)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count)
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as OperatorEvent]
    } catch {
      return []
    }
  })
}
