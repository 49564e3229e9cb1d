import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Scope } from '@bartab/sdk/schemas'

/** What a bot may do and have: the content of `bot.yaml`. The schema is in `manifest-schema.ts`. */
export interface BotManifest {
  scopes?: Scope[]
  internet?: boolean
  memory_mb?: number
  cpus?: number
  pids?: number
  log_mb?: number
  rooms?: string[]
  schedule?: Record<string, string>
  tell_crashes?: string
  env?: Record<string, string>
}

/** What holds where a manifest says nothing: enough for a small bot, and nothing that would hurt others. */
export const manifestDefaults = { internet: false, memory_mb: 192, cpus: 1, pids: 64, log_mb: 10 } as const

/** The `bot.yaml` of a folder; nothing where it has none. */
export function manifestIn(folder: string): string | undefined {
  const file = join(folder, 'bot.yaml')
  return existsSync(file) ? file : undefined
}

/** @throws {CliFailure} MANIFEST_INVALID (exit 78) with every fault of the file and its line. */
export async function readManifest(file: string, cwd: string): Promise<BotManifest> {
  const [{ configFaults }, { manifestSchema }] = await Promise.all([
    import('../stack/config-faults.ts'),
    import('./manifest-schema.ts'),
  ])
  const { value, faults } = configFaults(textOf(file), manifestSchema)
  const name = relative(cwd, file) || file
  const lines = faults.map(
    ({ line, field, message }) => `${name}:${line}: ${field === '' ? '' : `${field}: `}${message}`,
  )
  const manifest = value as BotManifest
  if (lines.length === 0) lines.push(...(await rhythmFaults(manifest, name)))
  if (lines.length === 0) return manifest
  throw new CliFailure(
    'MANIFEST_INVALID',
    `${name} has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}`,
    {
      evidence: lines,
      fix: `edit ${name}, then run the same command again`,
      exitCode: exitCodes.badConfig,
    },
  )
}

/** Cron is read by the bot's own eyes: what it would refuse at its start is refused here. */
async function rhythmFaults({ schedule = {} }: BotManifest, name: string): Promise<string[]> {
  const { readEnv } = await import('@bartab/sdk/bot')
  return Object.entries(schedule).flatMap(([key, rhythm]) => {
    try {
      const BARTAB_BOT_SCHEDULE = JSON.stringify({ [key]: rhythm })
      readEnv({ BARTAB_GATEWAY_URL: 'http://x', BARTAB_CLIENT_ID: 'x', BARTAB_CLIENT_SECRET: 'x', BARTAB_BOT_SCHEDULE })
      return []
    } catch {
      return [`${name}: schedule.${key}: "${rhythm}" is no cron expression, such as 0 9 * * 1-5`]
    }
  })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CliFailure('MANIFEST_UNREADABLE', `${file} cannot be read`, {
      evidence: [(cause as Error).message],
      exitCode: exitCodes.badConfig,
      cause,
    })
  }
}
