import { table } from '@bartab/kit/cli'
import { spanText } from '../../cli/time-text.ts'
import type { ObservedService } from '../../plan/observed.ts'
import type { Stack } from '../../stack/stack.ts'

export interface ServiceRow {
  name: string
  state: string
  health: string
  version: string
  image?: string
  uptime_s: number
  restarts: number
}

/** The services as `status` and `up` print them, in the order of the stack. */
export function serviceRows(observed: readonly ObservedService[], stack: Stack, now: number): ServiceRow[] {
  return stack.services.map((service) => {
    const seen = observed.find(({ name }) => name === service.name)
    return {
      name: service.name,
      state: seen?.state ?? 'missing',
      health: seen?.health ?? 'unready',
      version: seen?.image?.split(':')[1] ?? stack.version,
      ...(seen?.image === undefined ? {} : { image: seen.image }),
      uptime_s: seen?.startedTs === undefined ? 0 : Math.max(0, Math.floor((now - seen.startedTs) / 1000)),
      restarts: seen?.restarts ?? 0,
    }
  })
}

/** The rows as `status` draws them. A dash stands where there is nothing to say. */
export function serviceTable(rows: readonly ServiceRow[]): string[] {
  return table([['service', 'state', 'health', 'up', 'restarts', 'image'], ...rows.map(cells)])
}

const notUp: ReadonlySet<string> = new Set(['stopped', 'created'])

function cells({ name, state, health, uptime_s, restarts, image, version }: ServiceRow): string[] {
  if (state === 'missing') return [name, state, '-', '-', '-', '-']
  const up = notUp.has(state) ? '-' : spanText(uptime_s * 1000)
  return [name, state, health, up, String(restarts), image ?? version]
}
