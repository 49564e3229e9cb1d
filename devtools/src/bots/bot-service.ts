import { join } from 'node:path'
import type { Service } from '../stack/stack.ts'

export interface BotWishes {
  name: string
  /** The image of its container. */
  image?: string | undefined
  /** Its folder, with `src/main.ts` in it; for the process driver. */
  path?: string | undefined
  /** May reach the internet. */
  internet: boolean
  /** The file with its credentials, on this machine. */
  credentials: string
}

export const botServiceName = (name: string): string => `bot-${name}`

/** A bot as a service of a stack: it reaches the gateway and nothing else, unless it was granted the internet. */
export function botService({ name, image = '', path, internet, credentials }: BotWishes): Service {
  const service = botServiceName(name)
  return {
    name: service,
    role: 'bot',
    image,
    entry: path === undefined ? undefined : join(path, 'src', 'main.ts'),
    settings: {},
    attachments: [
      { network: 'bots', aliases: [service] },
      ...(internet ? [{ network: 'edge', aliases: [] } as const] : []),
    ],
    files: [{ source: credentials, target: '/run/secrets/bartab-bot.json' }],
    limits: { memoryMb: 192, pids: 64 },
    keepsData: true,
    answersReadiness: false,
    published: false,
    stopTimeoutMs: 10_000,
  }
}
