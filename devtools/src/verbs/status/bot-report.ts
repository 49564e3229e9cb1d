import { table } from '@bartab/kit/cli'
import type { ObservedService } from '../../plan/observed.ts'

/** What a bot counts of itself since its start, as its `/healthz` says; nothing of a bot without our SDK. */
export interface BotReport {
  detail?: string
  handled?: number
  failed?: number
  in_hand?: number
  lag_ms?: number
  memory_bytes?: number
}

export function botReport(services: readonly ObservedService[], name: string): BotReport {
  const said = services.find((service) => service.name === name)?.said
  if (said === undefined) return {}
  try {
    const { status: _, ...report } = JSON.parse(said) as BotReport & { status: string }
    return report
  } catch {
    return {}
  }
}

/** How the bots do, as `status` draws it; nothing where there are none. */
export function botTable(services: readonly ObservedService[]): string[] {
  const bots = services.filter(({ role, said }) => role === 'bot' && said !== undefined)
  if (bots.length === 0) return []
  const rows = bots.map(({ name }) => {
    const {
      handled = 0,
      failed = 0,
      in_hand = 0,
      lag_ms = 0,
      memory_bytes = 0,
      detail = '',
    } = botReport(services, name)
    const memory = `${Math.round(memory_bytes / 1024 / 1024)} MiB`
    return [name, String(handled), String(failed), String(in_hand), `${lag_ms} ms`, memory, detail]
  })
  return ['', ...table([['bot', 'handled', 'failed', 'in hand', 'newest answer', 'memory', ''], ...rows])]
}
