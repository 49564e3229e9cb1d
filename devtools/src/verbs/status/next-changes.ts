import { CliFailure } from '@bartab/kit/cli'
import { commandOn } from '../../cli/stack-flag.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { planUp } from '../../plan/plan-up.ts'
import type { StackHandle } from '../../stack/open-stack.ts'

/** What `bartab up` would do, each step in words; null where that cannot be told. */
export async function nextChanges({ driver, stack }: StackHandle): Promise<string[] | null> {
  try {
    const desired = await driver.desire(stack)
    return planUp(desired, await driver.observe(desired)).map(describeStep)
  } catch (error) {
    if (error instanceof CliFailure) return null
    throw error
  }
}

export function changesLine(changes: readonly string[] | null, stackName: string): string {
  if (changes === null) return 'what would change next cannot be told'
  if (changes.length === 0) return 'nothing waits to be changed'
  const [first] = changes
  const more = changes.length === 1 ? '' : `, and ${changes.length - 1} more`
  return `bartab up would ${first}${more}: ${commandOn(stackName, 'plan')}`
}
