/** However a bench ends, done, failed or told to, nothing of what it started stays behind. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { descendantsOf, endProcesses } from './process-family.ts'

const run = promisify(execFile)
const bartab = new URL('../../devtools/src/main.ts', import.meta.url).pathname

const scratch = new Set<string>()
let ending = false

/** A folder for what a bench makes. It is taken away at the end, and the stacks in it whose home it is. */
export function scratchFolder(part: string, parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, `bartab-bench-${part}-`))
  scratch.add(folder)
  return folder
}

/** Called by each bench before it starts anything. It then ends with 130 or 143 where it is told to, with 1 where it fails. */
export function endCleanly(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void end(128 + constants.signals[signal], `stopped by ${signal}; ending what was started`))
  }
  process.on('uncaughtException', (error) => void end(1, error.stack ?? String(error)))
  process.on('beforeExit', () => void end(Number(process.exitCode ?? 0)))
}

/** What fails after the first reason to end fails because of it. */
async function end(code: number, because?: string): Promise<void> {
  if (ending) return
  ending = true
  if (because !== undefined) lastWords(because)
  await endProcesses(descendantsOf(process.pid))
  for (const home of scratch) for (const stack of stacksOf(home)) await takeAway(home, stack)
  // the measurement went on meanwhile, and may have begun something: nothing comes between this and the exit
  await endProcesses(descendantsOf(process.pid))
  for (const folder of scratch) if (stacksOf(folder).length === 0) rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}

/** What the measurement still says is not measured: what it was measured on is gone. */
function lastWords(because: string): void {
  process.stderr.write(`${because}\n`)
  process.stdout.write = () => true
}

const stacksOf = (home: string): string[] => {
  const stacks = join(home, 'stacks')
  return existsSync(stacks) ? readdirSync(stacks) : []
}

/** The measurement may do it at the same time: then one waits for the other, and finds that it is done. */
async function takeAway(home: string, stack: string): Promise<void> {
  const argv = ['down', '--stack', stack, '--volumes', '--confirm', stack, '--lock-wait', '60s']
  try {
    await run(process.execPath, [bartab, ...argv], { env: { ...process.env, BARTAB_HOME: home } })
  } catch (error) {
    if (!existsSync(join(home, 'stacks', stack))) return
    const { stderr = '' } = error as { stderr?: string }
    process.stderr.write(`the stack ${stack} is still there, and ${home} with it:\n${stderr}`)
  }
}
