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
