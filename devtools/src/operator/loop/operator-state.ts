import { join } from 'node:path'
import { readJson, writeJson } from '../../state/json-file.ts'
import { isAlive, type ProcessIdentity } from '../../state/process-identity.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import type { JobName } from './jobs.ts'
import type { Schedule } from './schedule.ts'
import type { FollowedWatch } from './watch-followers.ts'

/** A job that the operator does by the clock. */
export interface JobState {
  schedule: Schedule
  next_ts?: number
  /** The last time that it was done, and what came of it. */
  last_ts?: number
  last?: 'done' | 'failed'
  because?: string
}

/** A service that the operator has had to mend. */
export interface ServiceState {
  /** When it was mended, the last times. */
  mended_ts: number[]
  /** Set once it gave up: until when, and why. */
  gave_up?: { until_ts: number; because: string }
  /** The restarts that the driver had counted when it was last looked at. */
  restarts: number
}

/** What `bartab operator` says about itself, written as a whole after each round. */
export interface OperatorState {
  schema: 1
  process: ProcessIdentity
  /** The container that it runs in, where it does: its number says nothing outside then. */
  container?: string
  since_ts: number
  /** When it ended as it was told to. */
  ended_ts?: number
  round: { ts: number; next_ts: number; ok: boolean; said: string; failures: number }
  services: Record<string, ServiceState>
  jobs: Partial<Record<JobName, JobState>>
  /** Where databases are followed: how their copies were. */
  followed?: FollowedWatch
}

export const operatorStateFile = (folder: StackFolder): string => join(folder.path, 'operator.json')

/** What the operator of a stack last wrote, and whether it still runs; nothing where there never was one. */
export function readOperatorState(
  folder: StackFolder,
  now: number,
): (OperatorState & { running: boolean }) | undefined {
  const state = readJson<OperatorState>(operatorStateFile(folder))
  if (state === undefined) return undefined
  if (state.ended_ts !== undefined) return { ...state, running: false }
  const heard = now - state.round.next_ts < silenceMs
  return { ...state, running: state.container === undefined ? isAlive(state.process) : heard }
}

/** An operator in a container that is so late with its next round does not run any more, in ms. */
const silenceMs = 120_000

export function writeOperatorState(folder: StackFolder, state: OperatorState): void {
  writeJson(operatorStateFile(folder), state)
}
