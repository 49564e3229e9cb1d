import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadCore, serverCore } from './server-process.ts'

const run = promisify(execFile)

/** Runs a command on the servers' core and answers with its output. */
export const onServerCore = (...command: string[]): Promise<string> => pinned(serverCore, command)

/** Runs a command on the load's core and answers with its output. */
export const onLoadCore = (...command: string[]): Promise<string> => pinned(loadCore, command)

async function pinned(core: string, command: string[]): Promise<string> {
  const { stdout } = await run('taskset', ['-c', core, ...command], { maxBuffer: 2 ** 26 })
  return stdout
}

/** Seconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** The first line in which a program names its version, or nothing where it is not installed. */
export async function versionOf(...command: string[]): Promise<string | undefined> {
  const [program = '', ...args] = command
  const { stdout, stderr } = await run(program, args).catch((error) => error as { stdout?: string; stderr?: string })
  return /^.*\d+\.\d+.*$/m.exec(`${stdout ?? ''}\n${stderr ?? ''}`)?.[0]?.trim()
}
