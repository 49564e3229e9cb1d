import { join } from 'node:path'
import { continuousAlarms, continuousState, followedLimits } from '../../backup/continuous-state.ts'
import { followedMetrics } from '../../backup/followed-metrics.ts'
import type { Context } from '../../cli/context.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { writeFileWhole } from '../../state/json-file.ts'
import type { Say } from './operator-events.ts'

/** How often the replicas are asked, in ms: each time costs some processor. */
const everyMs = 60_000

/** When the replicas were last asked, and what was wrong with them then. */
export interface FollowedWatch {
  ts: number
  alarms: string[]
}

/**
 * Asks the replicas of a stack whose databases are followed, writes what they say to `metrics/followed.prom`, and tells
 * of a new alarm once.
 *
 * @returns nothing where no database is followed.
 */
export async function watchFollowers(
  context: Context,
  before: FollowedWatch | undefined,
  say: Say,
): Promise<FollowedWatch | undefined> {
  const now = context.clock()
  const settings = (await readStackConfig(context)).backups
  if (settings?.continuous === undefined) return undefined
  if (before !== undefined && now - before.ts < everyMs) return before
  await using handle = await openExistingStack(context)
  const states = await continuousState(handle.driver, handle.stack)
  writeFileWhole(join(handle.folder.path, 'metrics', 'followed.prom'), followedMetrics(context.stackName, states))
  const alarms = continuousAlarms(context.stackName, states, followedLimits(settings))
  for (const alarm of alarms) {
    if (!before?.alarms.some((known) => kindOf(known) === kindOf(alarm))) {
      say({ kind: 'failed', about: 'backups', said: alarm })
    }
  }
  return { ts: now, alarms }
}

/** An alarm without its numbers, which change each time. */
const kindOf = (alarm: string): string => alarm.replaceAll(/\d+/g, '')
