/**
 * `node devtools/src/drill/play-main.ts ORDER`: the part of a drill that runs in a network namespace of its own, on the
 * process driver. ORDER is JSON; each check is printed as a line of JSON.
 */
import { Terminal } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import type { StackConfig } from '../stack/stack-config.ts'
import type { DrillCheck } from './drill-check.ts'
import { play } from './play.ts'
import { openThrowaway } from './throwaway.ts'

export type PlayOrder = Pick<Context, 'verb' | 'root' | 'home' | 'cwd' | 'version' | 'stackName'> & {
  config: StackConfig
}

const { config, ...order } = JSON.parse(process.argv[2] ?? '') as PlayOrder
const interrupt = new AbortController()
process.once('SIGTERM', () => interrupt.abort())
// The drill that started this has died: the next one takes away what is left.
process.stdin.resume().once('end', () => process.exit(1))
const { stdout, stderr, stdin, env } = process
const context: Context = {
  ...order,
  message: `bartab ${order.verb}`,
  driverAsked: 'process',
  configPath: undefined,
  dryRun: false,
  lockWaitMs: 0,
  terminal: new Terminal({ stdout, stderr, stdin, env, json: true }),
  clock: Date.now,
  env,
  signal: interrupt.signal,
}
await using handle = await openThrowaway(context, 'process', config)
await play(handle, (check: DrillCheck) => void stdout.write(`${JSON.stringify(check)}\n`))
process.stdin.destroy()
