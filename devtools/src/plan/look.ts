import type { StackHandle } from '../stack/open-stack.ts'
import type { Desired } from './desired.ts'
import type { Observed } from './observed.ts'
import { planUp } from './plan-up.ts'
import type { Step } from './step.ts'

/** What is wanted, what is there, and the steps from one to the other. */
export interface Look {
  desired: Desired
  observed: Observed
  steps: Step[]
}

export async function look({ driver, stack }: Pick<StackHandle, 'driver' | 'stack'>): Promise<Look> {
  const desired = await driver.desire(stack)
  const observed = await driver.observe(desired)
  return { desired, observed, steps: planUp(desired, observed) }
}
