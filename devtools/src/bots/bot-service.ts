import { join } from 'node:path'
import type { Attachment, BotNetwork, Service } from '../stack/stack.ts'
import type { BotCode } from './bot-code.ts'
import { type BotManifest, manifestDefaults } from './manifest.ts'

export interface BotWishes {
  name: string
  /** The image of its container. */
  image?: string | undefined
  /** Its code; for the process driver. */
  code?: BotCode | undefined
  manifest: BotManifest
  /** The folder with the file of its credentials, on this machine. */
  secrets: string
}

export const botServiceName = (name: string): string => `bot-${name}`

/**
 * A bot as a service of a stack. It has a network of its own, on which there is the gateway and nobody else; one that was
 * granted the internet has a second, on which it is alone.
 */
export function botService({ name, image = '', code, manifest, secrets }: BotWishes): Service {
  const service = botServiceName(name)
  const { memory_mb, cpus, pids, log_mb, internet } = { ...manifestDefaults, ...manifest }
  return {
    name: service,
    role: 'bot',
    image,
    entry: code && 'sdk/src/bot/run.ts',
    ...(code && { args: [join(code.folder, code.file)] }),
    settings: settingsOf(manifest),
    attachments: [own(`bot-${name}`, service), ...(internet ? [own(`out-${name}`, service)] : [])],
    files: [{ source: secrets, target: '/run/secrets' }],
    limits: { memoryMb: memory_mb, pids, cpus, logMb: log_mb },
    keepsData: true,
    answersReadiness: false,
    published: false,
    stopTimeoutMs: 10_000,
  }
}

const own = (network: BotNetwork, alias: string): Attachment => ({ network, aliases: [alias] })

function settingsOf({ rooms = [], schedule, tell_crashes, env }: BotManifest): Record<string, string> {
  return {
    ...env,
    ...(rooms.length > 0 && { BARTAB_BOT_ROOMS: rooms.join(',') }),
    ...(schedule && { BARTAB_BOT_SCHEDULE: JSON.stringify(schedule) }),
    ...(tell_crashes !== undefined && { BARTAB_BOT_TELL_CRASHES: tell_crashes }),
  }
}
