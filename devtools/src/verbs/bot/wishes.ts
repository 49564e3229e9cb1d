import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { scopes as knownScopes, type Scope } from '@bartab/sdk/schemas'
import { requireBotName } from '../../bots/bot-name.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'

export type BotHome = { kind: 'image'; image: string } | { kind: 'path'; path: string } | { kind: 'remote' }

export interface AddWishes {
  name: string
  home: BotHome
  scopes: Scope[] | undefined
  internet: boolean
  out: string | undefined
}

/** @throws {CliFailure} USAGE (exit 64) for what does not go together or is not there. */
export function readWishes({ cwd }: Context, input: Input): AddWishes {
  const out = input.text('out')
  return {
    name: requireBotName(input.argument(0) ?? ''),
    home: readHome(cwd, input),
    scopes: readScopes(input.text('scopes')),
    internet: input.flag('internet'),
    out: out === undefined ? undefined : resolve(cwd, out),
  }
}

function readHome(cwd: string, input: Input): BotHome {
  const image = input.text('image')
  const path = input.text('path')
  const asked = [image !== undefined, path !== undefined, input.flag('remote')].filter(Boolean).length
  if (asked !== 1) throw usage('say where the bot runs', 'give one of --image IMAGE, --path FOLDER and --remote')
  if (image !== undefined) return { kind: 'image', image }
  if (path === undefined) return { kind: 'remote' }
  const folder = resolve(cwd, path)
  if (existsSync(join(folder, 'src', 'main.ts'))) return { kind: 'path', path: folder }
  throw usage(`there is no bot in ${path}`, `${join(folder, 'src', 'main.ts')} does not exist`)
}

function readScopes(text: string | undefined): Scope[] | undefined {
  if (text === undefined) return undefined
  const asked = text.split(',').map((word) => word.trim())
  const known = asked.flatMap((word) => knownScopes.find((scope) => scope === word) ?? [])
  if (known.length === asked.length) return known
  throw usage(`--scopes does not accept "${text}"`, `the scopes are ${knownScopes.join(', ')}`)
}

const usage = (what: string, why: string): CliFailure =>
  new CliFailure('USAGE', what, { evidence: [why], exitCode: exitCodes.usage, fix: 'bartab bot add --help' })
