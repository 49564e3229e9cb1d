import { resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { scopes as knownScopes, type Scope } from '@bartab/sdk/schemas'
import type { BotHome } from '../../bots/bot-home.ts'
import { requireBotName } from '../../bots/bot-name.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'

export interface AddWishes {
  name: string
  /** Nothing for one that runs elsewhere. */
  home: BotHome | undefined
  /** A manifest for one that runs elsewhere. */
  manifest: string | undefined
  scopes: Scope[] | undefined
  out: string | undefined
}

/** @throws {CliFailure} USAGE (exit 64) for what does not go together. */
export function readWishes({ cwd }: Context, input: Input): AddWishes {
  const [out, manifest] = [input.text('out'), input.text('manifest')].map((path) => path && resolve(cwd, path))
  const home = readHome(cwd, input)
  if (home === undefined && !input.flag('remote')) {
    throw usage('say where the bot runs', 'give one of --image IMAGE, --path FOLDER and --remote')
  }
  return {
    name: requireBotName(input.argument(0) ?? ''),
    home,
    manifest,
    scopes: readScopes(input.text('scopes')),
    out,
  }
}

/** What `--image` or `--path` say, with the manifest that goes with it. */
export function readHome(cwd: string, input: Input): BotHome | undefined {
  const image = input.text('image')
  const path = input.text('path')
  const asked = [image !== undefined, path !== undefined, input.flag('remote')].filter(Boolean).length
  if (asked > 1) throw usage('a bot runs in one place', 'give one of --image IMAGE, --path FOLDER and --remote')
  const file = input.text('manifest')
  const granted = {
    ...(file === undefined ? {} : { manifest: resolve(cwd, file) }),
    ...(input.flag('internet') ? { internet: true } : {}),
  }
  if (image !== undefined) return { kind: 'image', image, ...granted }
  return path === undefined ? undefined : { kind: 'path', path: resolve(cwd, path), ...granted }
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
