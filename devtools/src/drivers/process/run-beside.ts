import { execFile } from 'node:child_process'
import type { ExecResult } from '../driver.ts'
import type { UnitSpec } from './unit.ts'

/** Runs a command as a service would be run, beside it. */
export async function runBeside(spec: UnitSpec, command: readonly string[]): Promise<ExecResult> {
  const [program = '', ...args] = command
  const { promise, resolve } = Promise.withResolvers<ExecResult>()
  const node = program === 'node' ? process.execPath : program
  execFile(node, args, { cwd: spec.cwd, env: spec.env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
    const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
    resolve({ exitCode, stdout, stderr })
  })
  return await promise
}
