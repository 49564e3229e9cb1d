import { chmodSync } from 'node:fs'
import { Writable } from 'node:stream'
import { CliFailure, Terminal } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { Input } from '../cli/input.ts'
import { signalProcess } from '../state/process-identity.ts'
import type { Finding, Mend } from './finding.ts'

/** Does what is safe about findings, each kind once; says what was done. What fails is left for the next look to name. */
export async function mendFindings(context: Context, findings: readonly Finding[]): Promise<string[]> {
  const mends = findings.flatMap(({ mend }) => mend ?? [])
  const once = mends.filter(
    (mend, at) => mend.do !== 'converge' || mends.findIndex((same) => same.do === mend.do) === at,
  )
  const done: string[] = []
  for (const mend of once) {
    try {
      done.push(await act(context, mend))
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error
      context.terminal.say(`could not be mended: ${error.message}`)
    }
  }
  return done
}

async function act(context: Context, mend: Mend): Promise<string> {
  switch (mend.do) {
    case 'restrict':
      for (const file of mend.files) chmodSync(file, 0o600)
      return `only their owner reads ${mend.files.join(', ')} now`
    case 'resume':
      signalProcess(mend.process, 'SIGCONT')
      return `process ${mend.process.pid} goes on`
    case 'converge':
      await convergeQuietly(context)
      return 'bartab up brought the stack to what is defined'
    default:
      return mend satisfies never
  }
}

/** As `bartab up` does; its result is not this command's. */
async function convergeQuietly(context: Context): Promise<void> {
  const { run } = await import('../verbs/up/run.ts')
  const { stderr, stdin } = context.terminal
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = new Terminal({ stdout: nowhere, stderr, stdin, env: context.env, json: context.terminal.json })
  await run({ ...context, verb: 'up', terminal }, new Input([], {}))
}
