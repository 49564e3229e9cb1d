import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { CliFailure, exitCodes, reportFailure, Terminal } from '@bartab/kit/cli'
import { CommanderError } from 'commander'
import { reachHost } from '../remote/reach-host.ts'
import { requireStackName } from '../state/stack-name.ts'
import { verbs } from '../verbs/index.ts'
import { type Context, type DriverKind, driverKinds } from './context.ts'
import { parseDuration } from './duration.ts'
import { programHelp } from './help.ts'
import { onStack } from './on-stack.ts'
import { buildProgram } from './program.ts'
import { helpOf } from './usage-failure.ts'
import type { Verb } from './verb.ts'
import { verbFirst } from './verb-first.ts'

/** The world that the CLI runs in; `main.ts` gives the real one, tests a small one. */
export interface World {
  argv: readonly string[]
  env: NodeJS.ProcessEnv
  cwd: string
  root: string
  version: string
  stdout: Writable & { isTTY?: boolean }
  stderr: Writable & { isTTY?: boolean; columns?: number }
  stdin: Readable & { isTTY?: boolean }
  clock: () => number
  signal: AbortSignal
}

/** Runs one command line and returns its exit code. Never throws. */
export async function runCli(world: World): Promise<number> {
  let code: number = exitCodes.ok
  const program = buildProgram(
    verbs,
    async (verb, options, input) => {
      const module = await verb.load()
      try {
        await using reached = await reachHost(contextOf(world, verb, options), hostAsked(world, options))
        code = (await module.run(reached.context, input)) ?? exitCodes.ok
      } catch (error) {
        throw withWay(error, verb, stackTyped(world, options))
      }
    },
    (text) => void world.stdout.write(text),
  )
  try {
    if (world.argv.length === 0) world.stdout.write(programHelp(verbs))
    else await program.parseAsync(verbFirst(world.argv, verbs), { from: 'user' })
    return code
  } catch (error) {
    return failed(world, error)
  }
}

/**
 * A call that was made wrongly, and whose failure knows no better, is mended by the verb's help. What mends any other is
 * on the same stack.
 */
function withWay(error: unknown, { name }: Verb, stackName: string | undefined): unknown {
  if (!(error instanceof CliFailure)) return error
  const { code, message, evidence, exitCode, cause } = error
  const known = error.fix ?? (exitCode === exitCodes.usage ? helpOf(name) : undefined)
  if (known === undefined) return error
  const fix = stackName === undefined ? known : onStack(known, stackName, verbs)
  return new CliFailure(code, message, { evidence, exitCode, cause: cause ?? error, fix })
}

/** The stack, where a further command has to name it. */
function stackTyped({ env }: World, options: Readonly<Record<string, unknown>>): string | undefined {
  const name = options['stack'] as string | undefined
  return name === (env['BARTAB_STACK'] || 'bartab') ? undefined : name
}

function failed(world: World, failure: unknown): number {
  if (failure instanceof CommanderError) return exitCodes.ok
  const terminal = new Terminal({ ...world, json: world.argv.includes('--json') })
  return reportFailure(failure, terminal, world.env['BARTAB_DEBUG'] === '1')
}

function contextOf(world: World, verb: Verb, options: Readonly<Record<string, unknown>>): Context {
  const { env, root, cwd, version, clock, signal } = world
  const text = (name: string, variable: string) => (options[name] as string | undefined) ?? (env[variable] || undefined)
  const configPath = text('config', 'BARTAB_CONFIG')
  return {
    verb: verb.name,
    message: ['bartab', ...world.argv].join(' '),
    root,
    home: env['BARTAB_HOME'] ? resolve(cwd, env['BARTAB_HOME']) : join(root, '.bartab'),
    cwd,
    version,
    stackName: requireStackName(text('stack', 'BARTAB_STACK') ?? 'bartab'),
    driverAsked: driverKind(text('driver', 'BARTAB_DRIVER')),
    configPath: configPath === undefined ? undefined : resolve(cwd, configPath),
    dryRun: options['dryRun'] === true,
    lockWaitMs: lockWait(options['lockWait'] as string | undefined),
    terminal: new Terminal({ ...world, json: options['json'] === true, noInput: options['input'] === false }),
    clock,
    env,
    signal,
  }
}

const lockWait = (text: string | undefined): number =>
  text === undefined || text === '0' ? 0 : parseDuration('lock-wait', /^\d+$/.test(text) ? `${text}s` : text) * 1000

const hostAsked = ({ env }: World, options: Readonly<Record<string, unknown>>): string | undefined =>
  (options['host'] as string | undefined) ?? (env['BARTAB_REMOTE'] || undefined)

function driverKind(text: string | undefined): DriverKind | undefined {
  const kind = driverKinds.find((known) => known === text)
  if (text === undefined || kind !== undefined) return kind
  throw new CliFailure('USAGE', `there is no driver "${text}"`, {
    evidence: [`the drivers are ${driverKinds.join(' and ')}`],
    fix: `set BARTAB_DRIVER to ${driverKinds.join(' or ')}, or unset it`,
    exitCode: exitCodes.usage,
  })
}
