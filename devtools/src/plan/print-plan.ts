import { exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { describeStep } from './describe-step.ts'
import { noticedBy } from './notice.ts'
import type { Step } from './step.ts'

/** Prints the very steps that would be executed. With `--json` they are printed as the values that they are. */
export function printPlan({ stackName, terminal }: Context, steps: readonly Step[]): number {
  const lines = steps.length === 0 ? ['nothing to do'] : [...steps.map(describeStep), '', ...noticedBy(steps)]
  terminal.result({ schema: 1, stack: stackName, actions: steps }, lines)
  return exitCodes.ok
}
