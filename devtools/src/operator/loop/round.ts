import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { look } from '../../plan/look.ts'
import type { Observed } from '../../plan/observed.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import { openExistingStack, type StackHandle } from '../../stack/open-stack.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { mended, mendingSteps } from './mending.ts'
import type { Say } from './operator-events.ts'
import type { OperatorState, ServiceState } from './operator-state.ts'
import { mendedAgain, rested } from './patience.ts'
import { reasonText } from './reason-text.ts'

export interface RoundResult {
  services: OperatorState['services']
  ok: boolean
  said: string
}

/** Looks at the stack once and mends what can be mended. Where another command is at work, it leaves it to that one. */
export async function doRound(context: Context, known: OperatorState['services'], say: Say): Promise<RoundResult> {
  await using handle = await openExistingStack(context)
  const now = context.clock()
  const found = await look(handle)
  const services = seen(known, found.observed, now, say)
  const givenUp = new Set(Object.keys(services).filter((name) => services[name]?.gave_up !== undefined))
  const { mend, wait } = mendingSteps(found.steps, found.observed, givenUp)
  if (mend.length === 0) return { services, ok: true, said: restingText(wait, context.stackName) }
  return await mendAll(handle, mend, services, say)
}

async function mendAll(
  handle: StackHandle,
  steps: readonly Step[],
  services: OperatorState['services'],
  say: Say,
): Promise<RoundResult> {
  const { context, folder } = handle
  const names = mended(steps)
  const why = steps.map(describeStep).slice(0, 3).join('; ')
  try {
    using _lock = await lockStack(folder.lock, { ...context, waitMs: 0 })
    await runPlan(handle, steps)
    say({ kind: 'mended', about: names.join(', ') || 'the stack', said: why })
    return { services: counted(services, names, context.clock(), why, say), ok: true, said: `mended: ${why}` }
  } catch (error) {
    if ((error as { code?: string }).code === 'LOCKED')
      return { services, ok: true, said: 'another command is at work' }
    const said = reasonText(error)
    say({ kind: 'failed', about: names.join(', ') || 'the stack', said })
    return { services: counted(services, names, context.clock(), said, say), ok: false, said }
  }
}

function counted(
  services: OperatorState['services'],
  names: readonly string[],
  now: number,
  because: string,
  say: Say,
): OperatorState['services'] {
  const changed = names.map((name): [string, ServiceState] => {
    const after = mendedAgain(services[name] ?? { mended_ts: [], restarts: 0 }, now, because)
    if (after.gave_up) say({ kind: 'gave-up', about: name, said: `tried five times in ten minutes; ${because}` })
    return [name, after]
  })
  return { ...services, ...Object.fromEntries(changed) }
}

/** Takes note of restarts that the driver did by itself. */
function seen(
  known: OperatorState['services'],
  { services }: Observed,
  now: number,
  say: Say,
): OperatorState['services'] {
  const entries = services.map(({ name, restarts, lastExit }): [string, ServiceState] => {
    const before = rested(known[name] ?? { mended_ts: [], restarts }, now)
    if (restarts > before.restarts)
      say({ kind: 'restarted', about: name, said: lastExit ? `it ended with ${lastExit}` : 'it ended, and runs again' })
    return [name, { ...before, restarts }]
  })
  return Object.fromEntries(entries)
}

function restingText(wait: readonly Step[], stackName: string): string {
  if (wait.length === 0) return 'all is as it should be'
  return `${wait.length === 1 ? '1 step waits' : `${wait.length} steps wait`} for a person: ${commandOn(stackName, 'plan')}`
}
