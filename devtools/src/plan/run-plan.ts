import { Progress } from '@bartab/kit/cli'
import type { StackHandle } from '../stack/open-stack.ts'
import { actionOf } from './describe-step.ts'
import { executePlan, type StepListener } from './execute-plan.ts'
import { type Step, serviceOf } from './step.ts'

/** Runs a plan on a stack's driver, with a row for each service on the terminal. */
export async function runPlan({ context, driver }: StackHandle, steps: readonly Step[]): Promise<void> {
  const { verb, stackName, signal, terminal, clock } = context
  using progress = new Progress(terminal, clock)
  const listener = progressListener(progress, steps)
  await executePlan(steps, {
    verb,
    stackName,
    signal,
    listener,
    execute: async (step, stage) => await driver.execute(step, stage),
  })
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
    default:
      return actionOf(step)
  }
}
