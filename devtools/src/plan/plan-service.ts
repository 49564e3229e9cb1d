import type { Desired } from './desired.ts'
import type { Observed } from './observed.ts'
import { type PlanOptions, planUp } from './plan-up.ts'
import { type Step, serviceOf } from './step.ts'

/** The steps that bring up one service and what it needs; the others are left as they are, drift and all. */
export function planService(desired: Desired, observed: Observed, service: string, options: PlanOptions = {}): Step[] {
  const all = planUp(
    { ...desired, webSources: service === 'gateway' ? desired.webSources : undefined },
    observed,
    options,
  )
  return all.filter((step) => concerns(step, desired, service)).map((step) => narrowed(step, service))
}

function concerns(step: Step, desired: Desired, service: string): boolean {
  if (step.do === 'build-images') return step.services.includes(service)
  if (step.do === 'pull-image')
    return desired.services.some(
      ({ name, launch }) => name === service && 'image' in launch && launch.image === step.image,
    )
  if (step.do === 'create-volume') return step.volume.service === service
  return (serviceOf(step) ?? service) === service
}

const narrowed = (step: Step, service: string): Step =>
  step.do === 'build-images' ? { ...step, services: [service] } : step

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
