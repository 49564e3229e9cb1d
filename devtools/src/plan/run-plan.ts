import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { Progress } from '@bartab/kit/cli'
import { type Replaced, Replacement } from '../replace/replacement.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { Journal } from '../state/journal.ts'
import { actionOf } from './describe-step.ts'
import { executePlan, type StepListener } from './execute-plan.ts'
import { JournalledRun } from './journalled-run.ts'
import { isReplacement, type Step, serviceOf } from './step.ts'

/**
 * Runs a plan on a stack's driver, with a row for each service on the terminal and a line in the journal before and after
 * each step. The caller holds the lock. Answers how the replacement of services went.
 */
export async function runPlan(handle: StackHandle, steps: readonly Step[]): Promise<Replaced[]> {
  const { context, driver, folder } = handle
  const { verb, message, stackName, signal, terminal, clock } = context
  using journal = new Journal(folder.journal)
  takeUp(handle, journal)
  if (steps.length === 0) return []
  const run = new JournalledRun(journal, { run: randomUUID().slice(0, 8), clock })
  run.open({ begin: message, by: `${userInfo().username}@${hostname()}`, verb }, steps)
  using progress = new Progress(terminal, clock)
  const replacement = new Replacement(handle, (text) => terminal.say(text))
  const listener = both(run, progressListener(progress, steps))
  const execute = async (step: Step, stage: AbortSignal) =>
    isReplacement(step) ? await replacement.execute(step, stage) : await driver.execute(step, stage)
  try {
    await executePlan(steps, { verb, message, stackName, signal, listener, execute })
  } catch (error) {
    run.end('failed', (error as Error).message)
    throw error
  }
  run.end('done')
  return replacement.reports
}

/** A command that was killed is told of once; what it left is in what was observed, and so in the plan. */
function takeUp({ context }: StackHandle, journal: Journal): void {
  const left = journal.unfinished()
  if (left === undefined) return
  const at = left.open.length === 0 ? 'between two steps' : `at: ${left.open.join(', ')}`
  context.terminal.say(`${left.begin} by ${left.by} was cut short ${at}; going on from there`)
  journal.write({ run: left.run, ts: context.clock(), end: 'taken up' })
}

function both(first: StepListener, second: StepListener): StepListener {
  return {
    begin: (step) => {
      first.begin(step)
      second.begin(step)
    },
    done: (step) => {
      first.done(step)
      second.done(step)
    },
    failed: (step, error) => {
      first.failed(step, error)
      second.failed(step, error)
    },
  }
}

function progressListener(progress: Progress, steps: readonly Step[]): StepListener {
  const rowOf = (step: Step): string => (step.do === 'build-web-client' ? 'web' : (serviceOf(step) ?? step.stage))
  const isLast = (step: Step): boolean => steps.findLast((other) => rowOf(other) === rowOf(step)) === step
  return {
    begin: (step) => progress.set(rowOf(step), 'working', actionOf(step)),
    done: (step) => {
      if (isLast(step)) progress.set(rowOf(step), 'done', outcomeOf(step))
    },
    failed: (step) => progress.set(rowOf(step), 'failed', actionOf(step)),
  }
}

function outcomeOf(step: Step): string {
  switch (step.do) {
    case 'build-web-client':
      return 'built'
    case 'await-ready':
      return 'ready'
    case 'start-service':
      return 'started'
    case 'stop-service':
      return 'stopped'
    case 'remove-service':
      return 'gone'
    case 'promote-successor':
      return 'replaced'
    case 'create-network':
    case 'create-volume':
      return 'created'
    case 'remove-network':
      return 'removed'
    case 'remove-volume':
      return 'deleted'
    default:
      return actionOf(step)
  }
}
