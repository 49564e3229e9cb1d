import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { OperatorLoop } from '../../operator/loop/loop.ts'
import { readOperatorState } from '../../operator/loop/operator-state.ts'
import { type ExistingStack, openExistingStack } from '../../stack/open-stack.ts'

/** Loads the engine's client, which the loop would keep in memory for nothing where there is no engine. */
const detached = async () => await import('./detached.ts')

export async function run(context: Context, input: Input): Promise<undefined> {
  const every = input.text('every') ?? '15s'
  const everyMs = parseDuration('every', every) * 1000
  {
    await using handle = await openExistingStack(context)
    if (input.flag('stop')) return await (await detached()).stopDetached(handle)
    requireNone(handle)
    if (input.flag('detach')) return await (await detached()).startDetached(handle, every)
  }
  const { verbs } = await import('../index.ts')
  const container = context.env['BARTAB_OPERATOR_CONTAINER'] || undefined
  const names = verbs.map(({ name }) => name)
  await new OperatorLoop({ context, everyMs, verbs: names, once: input.flag('once'), container }).run()
  return undefined
}

/** @throws {CliFailure} OPERATOR_RUNS: two would mend the same thing at once. */
function requireNone({ context, folder, stack }: ExistingStack): void {
  const state = readOperatorState(folder, context.clock())
  const itself = state?.container !== undefined && state.container === context.env['BARTAB_OPERATOR_CONTAINER']
  if (!state?.running || itself) return
  throw new CliFailure('OPERATOR_RUNS', `an operator looks after ${stack.name} already`, {
    evidence: [
      state.container === undefined ? `it is process ${state.process.pid}` : `it is container ${state.container}`,
    ],
    fix: commandOn(stack.name, 'operator --stop'),
  })
}
