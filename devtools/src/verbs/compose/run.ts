import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { composeText } from '../../compose/compose-text.ts'
import { defineStack } from '../../stack/define-stack.ts'

/** The committed file is the stack with every default: it must not depend on one machine's settings. */
export async function run(context: Context, input: Input): Promise<number | undefined> {
  const text = composeText(defineStack({ name: 'bartab', version: context.version }, {}))
  const output = input.text('output')
  if (output === '-') return void context.terminal.print(text.trimEnd())
  const file = output === undefined ? join(context.root, 'docker-compose.yml') : resolve(context.cwd, output)
  const same = existsSync(file) && readFileSync(file, 'utf8') === text
  if (!same && input.flag('check')) throw differs(file)
  if (!same && !context.dryRun) await writeFile(file, text)
  const done = same ? 'is up to date' : context.dryRun ? 'would be written' : 'written'
  context.terminal.result({ schema: 1, file, changed: !same }, [`${file} ${done}`])
  return undefined
}

function differs(file: string): CliFailure {
  return new CliFailure('COMPOSE_DIFFERS', `${file} is not what the stack definition makes`, {
    evidence: ['it is generated: changes belong in devtools/src/stack'],
    fix: 'bartab compose',
    exitCode: exitCodes.drift,
  })
}
