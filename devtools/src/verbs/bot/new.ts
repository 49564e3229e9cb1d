import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { requireBotName } from '../../bots/bot-name.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { commandOn } from '../../cli/stack-flag.ts'

/** Writes a bot: a copy of `bots/template`, which is tested as it stands. */
export async function run(context: Context, input: Input): Promise<undefined> {
  const { root, cwd, dryRun, terminal, stackName } = context
  const name = requireBotName(input.argument(0) ?? '')
  const to = input.text('to')
  const folder = to === undefined ? join(root, 'bots', name) : resolve(cwd, to)
  const shown = relative(cwd, folder) || '.'
  requireAbsent(folder, shown)
  if (dryRun) {
    printIntent(context, [{ do: 'write-bot', folder }], [`write a bot to ${shown}`])
    return
  }
  writeBot(root, folder, name)
  terminal.result({ schema: 1, name, folder }, [
    `${name} is in ${shown}: edit bot.ts; bot.yaml says what it may do`,
    `test it:  node_modules/.bin/vitest run ${shown}`,
    `run it:   ${commandOn(stackName, `bot add ${name} --path ${shown}`)}`,
  ])
}

export function writeBot(root: string, folder: string, name: string): void {
  cpSync(join(root, 'bots', 'template'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  const file = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, `${JSON.stringify({ ...manifest, name: `@bartab/bot-${name}` }, null, 2)}\n`)
  const settings = join(folder, 'bot.yaml')
  const schema = relative(folder, join(root, 'docs', 'reference', 'bot.schema.json'))
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/(?<=\$schema=)\S+/, schema))
}

function requireAbsent(folder: string, shown: string): void {
  if (!existsSync(folder)) return
  throw new CliFailure('FOLDER_EXISTS', `${shown} is there already`, {
    fix: 'choose another name, or another folder with --to FOLDER',
    exitCode: exitCodes.usage,
  })
}
