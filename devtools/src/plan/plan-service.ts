import type { Desired } from './desired.ts'
import type { Observed } from './observed.ts'
import { planUp } from './plan-up.ts'
import type { Step } from './step.ts'

/** The steps that bring up one service and what it needs; the others are left as they are, drift and all. */
export function planService(desired: Desired, observed: Observed, service: string): Step[] {
  return planUp(
    {
      networks: desired.networks,
      volumes: desired.volumes.filter((volume) => volume.service === service),
      services: desired.services.filter(({ name }) => name === service),
    },
    { ...observed, services: observed.services.filter(({ name }) => name === service) },
  )
}

/** The steps that take one service away, and its own data with it. */
export function planRemoval(desired: Desired, observed: Observed, service: string): Step[] {
  const seen = observed.services.find(({ name }) => name === service)
  const volumes = desired.volumes.filter(
    (volume) => volume.service === service && observed.volumes.includes(volume.name),
  )
  const cause = 'asked'
  return [
    ...(seen === undefined
      ? []
      : ([
          { stage: 'clear', do: 'stop-service', name: service, timeoutMs: 10_000, cause },
          { stage: 'clear', do: 'remove-service', name: service, cause },
        ] as const)),
    ...volumes.map(({ name }): Step => ({ stage: 'remove', do: 'remove-volume', name, cause })),
  ]
}
