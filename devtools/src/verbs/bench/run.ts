import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { Interrupted } from '../../cli/interrupted.ts'

/**
 * Runs one bench in a process of its own, so that nothing of the command line is measured with it. Told to end, it passes
 * that on, and waits until the bench has ended what it started.
 */
export async function run({ root, env, signal, terminal }: Context, input: Input): Promise<number> {
  const main = join(root, 'bench', 'src', String(input.argument(0)), 'main.ts')
  const child = spawn(process.execPath, [main, ...benchArguments(input, terminal.json)], { env, stdio: 'inherit' })
  const passOn = () => void child.kill(signal.reason instanceof Interrupted ? signal.reason.by : 'SIGINT')
  signal.addEventListener('abort', passOn, { once: true })
  if (signal.aborted) passOn()
  const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? 128 + constants.signals[endedBy ?? 'SIGKILL']
}

/** What of the command line the bench is told, in its own words. */
export function benchArguments(input: Pick<Input, 'text' | 'words'>, json: boolean): string[] {
  const shared = ['rounds', 'seconds', 'only'].flatMap((name) => {
    const value = input.text(name)
    return value === undefined ? [] : [`--${name}`, value]
  })
  return [...shared, ...(json ? ['--json'] : []), ...input.words(1)]
}
