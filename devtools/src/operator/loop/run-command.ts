import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'

/** What became of a command that the operator ran. */
export interface CommandEnd {
  ok: boolean
  /** Its failure in words. */
  because?: string
  /** What it warned of though it succeeded. */
  warnings: string[]
}

/**
 * Runs a verb as a person would, in a process of its own: what it uses is given back at its end, and a fault in it ends
 * nothing else.
 */
export async function runCommand(context: Context, args: readonly string[]): Promise<CommandEnd> {
  const { root, home, stackName, configPath, signal, env } = context
  const main = join(root, 'devtools/src/main.ts')
  const config = configPath === undefined ? [] : ['--config', configPath]
  const argv = [main, ...args, '--stack', stackName, '--json', '--no-input', ...config]
  const { promise, resolve } = Promise.withResolvers<CommandEnd>()
  execFile(process.execPath, argv, { env: { ...env, BARTAB_HOME: home }, signal }, (error, stdout, stderr) => {
    if (error === null) resolve({ ok: true, warnings: warningsIn(stdout) })
    else resolve({ ok: false, because: failureOf(stderr) ?? error.message, warnings: [] })
  })
  return await promise
}

/** The failure that a command printed on stderr, in one line. */
function failureOf(stderr: string): string | undefined {
  const last = stderr.trim().split('\n').at(-1) ?? ''
  try {
    const { code, what, evidence } = (JSON.parse(last) as { error: ReturnType<CliFailure['toJSON']> }).error
    return [`${what} [${code}]`, ...evidence.slice(0, 2)].join('; ')
  } catch {
    return last || undefined
  }
}

/** With `--json` a command says nothing on the way: what it warns of is in its document. */
function warningsIn(stdout: string): string[] {
  try {
    const { backup } = JSON.parse(stdout) as { backup?: { warnings?: string[] } }
    return backup?.warnings ?? []
  } catch {
    return []
  }
}
