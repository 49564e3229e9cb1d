import { exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { runTests } from '../../test/run-tests.ts'

export async function run({ root, version, env, signal }: Context, input: Input): Promise<number> {
  const withoutContainers = input.flag('withoutContainers')
  const write = (text: string) => void process.stdout.write(text)
  const { ok } = await runTests({ root, version, env, signal, withoutContainers, write })
  if (signal.aborted) return exitCodes.interrupted
  return ok ? exitCodes.ok : exitCodes.failed
}
