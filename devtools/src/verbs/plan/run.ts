import { resolve } from 'node:path'
import { exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { look } from '../../plan/look.ts'
import { writePlanFile } from '../../plan/plan-file.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { openStack } from '../../stack/open-stack.ts'

export async function run(context: Context, input: Input): Promise<number> {
  await using handle = await openStack(context, { port: input.integer('port', { min: 1, max: 65_535 }) })
  const { choice } = handle
  context.terminal.say(`driver ${choice.kind}: ${choice.because}`)
  const found = await look(handle)
  const { steps } = found
  const out = input.text('out')
  if (out !== undefined) writePlanFile(resolve(context.cwd, out), context.stackName, found, context.clock())
  printPlan(context, steps)
  return steps.length === 0 ? exitCodes.ok : exitCodes.drift
}
