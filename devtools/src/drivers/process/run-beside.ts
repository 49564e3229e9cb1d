import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { commandFailed } from '../command-failed.ts'
import type { ExecResult } from '../driver.ts'
import type { UnitSpec } from './unit.ts'

/** Runs a command as a service would be run, beside it. */
export async function runBeside(spec: UnitSpec, command: readonly string[]): Promise<ExecResult> {
  const { program, args, options } = invocation(spec, command)
  const { promise, resolve } = Promise.withResolvers<ExecResult>()
  execFile(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
    const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
    resolve({ exitCode, stdout, stderr })
  })
  return await promise
}

/** What such a command writes, as it comes. @throws {CliFailure} at its end, where that was not well. */
export async function* outputBeside(spec: UnitSpec, command: readonly string[]): AsyncGenerator<Buffer> {
  const { program, args, options } = invocation(spec, command)
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stderr, closed] = [text(child.stderr), once(child, 'close')]
  yield* child.stdout
  const [exitCode] = await closed
  if (exitCode !== 0) throw commandFailed(spec.name, command, Number(exitCode ?? 1), await stderr)
}

function invocation({ cwd, env }: UnitSpec, [program = '', ...args]: readonly string[]) {
  return { program: program === 'node' ? process.execPath : program, args, options: { cwd, env } }
}
