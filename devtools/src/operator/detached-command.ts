import { join } from 'node:path'
import type { StackHandle } from '../stack/open-stack.ts'
import { operatorLimits, v8Options } from '../stack/v8-options.ts'

/** What Node is given to run `bartab operator` for a stack without a terminal, in a container and as a process. */
export function detachedCommand({ context, stack }: Pick<StackHandle, 'context' | 'stack'>, every: string): string[] {
  const { root, configPath } = context
  const main = join(root, 'devtools/src/main.ts')
  const config = configPath === undefined ? [] : ['--config', configPath]
  return [...v8Options(operatorLimits), main, 'operator', '--every', every, '--stack', stack.name, ...config]
}
