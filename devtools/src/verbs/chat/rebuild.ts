import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import type { ExecResult } from '../../drivers/driver.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** What chat's own rebuild prints. */
interface RebuildReport {
  events: number
  mismatches: { table: string }[]
  index_error?: string
  applied: boolean
}

const drift = 2

/** Runs chat's rebuild beside the service. Without `--apply`, and in a dry run, nothing is changed. */
export async function run(context: Context, input: Input): Promise<number> {
  await using handle = await openExistingStack(context)
  const apply = input.flag('apply') && !context.dryRun
  const command = ['node', 'services/chat/src/rebuild.ts', ...(apply ? ['--apply'] : [])]
  using _lock = apply ? await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs }) : undefined
  const report = reportOf(await handle.driver.exec('chat', command))
  if (report.applied) await restart(handle.driver)
  context.terminal.result({ schema: 1, ...report }, linesOf(report, context.stackName))
  return isFaulty(report) && !report.applied ? drift : 0
}

/** What a running chat remembers of the old projections goes with it. */
async function restart(driver: {
  stopService(name: string): Promise<void>
  startService(name: string): Promise<void>
}) {
  await driver.stopService('chat')
  await driver.startService('chat')
}

function reportOf({ exitCode, stdout, stderr }: ExecResult): RebuildReport {
  if (exitCode === 0 || exitCode === drift) return JSON.parse(stdout) as RebuildReport
  throw new CliFailure('REBUILD_FAILED', `chat's rebuild ended with exit code ${exitCode}`, {
    evidence: stderr.trim().split('\n').slice(-5),
    fix: 'bartab logs chat',
  })
}

const isFaulty = ({ mismatches, index_error }: RebuildReport): boolean =>
  mismatches.length > 0 || index_error !== undefined

function linesOf(report: RebuildReport, stackName: string): string[] {
  const { events, mismatches, index_error, applied } = report
  if (!isFaulty(report))
    return [`${events} events read again: rooms, members, counts and the search index are what the log says`]
  const tables = [...new Set(mismatches.map(({ table }) => table))].join(', ')
  return [
    ...(mismatches.length === 0 ? [] : [`${mismatches.length} rows or more are not what the log says, in: ${tables}`]),
    ...(index_error === undefined ? [] : [`the search index is not what the log says: ${index_error}`]),
    applied
      ? 'what the log says was put in their place'
      : `${commandOn(stackName, 'chat rebuild --apply')} puts what the log says in their place`,
  ]
}
