import { table } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { stackVolumes } from '../../restore/stack-volumes.ts'
import { openExistingStack } from '../../stack/open-stack.ts'

export async function run(context: Context): Promise<undefined> {
  await using handle = await openExistingStack(context)
  const { used, kept } = await stackVolumes(handle)
  const volumes = [
    ...used.map((name) => ({ name, state: 'in use' }) as const),
    ...kept.map((name) => ({ name, state: 'kept' }) as const),
  ]
  const rows = table([['volume', ''], ...volumes.map(({ name, state }) => [name, state])])
  context.terminal.result({ schema: 1, stack: context.stackName, volumes }, rows)
}
