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
  if (step.do === 'attach-network') return step.name === service || isOwn(desired, service, step.network)
  return (serviceOf(step) ?? service) === service
}

const narrowed = (step: Step, service: string): Step =>
  step.do === 'build-images' ? { ...step, services: [service] } : step

/** The steps that take one service away, its own data and its own networks with it. */
export function planRemoval(desired: Desired, observed: Observed, service: string): Step[] {
  const seen = observed.services.find(({ name }) => name === service)
  const volumes = desired.volumes.filter(
    (volume) => volume.service === service && observed.volumes.includes(volume.name),
  )
  const own = observed.networks.map(({ name }) => name).filter((name) => isOwn(desired, service, name))
  const guests = desired.services.filter(({ joins = [] }) => joins.some(({ name }) => own.includes(name)))
  const cause = 'asked'
  return [
    ...(seen === undefined
      ? []
      : ([
          { stage: 'clear', do: 'stop-service', name: service, timeoutMs: 10_000, cause },
          { stage: 'clear', do: 'remove-service', name: service, cause },
        ] as const)),
    ...guests.flatMap(({ name, joins = [] }) =>
      joins
        .filter((place) => own.includes(place.name) && isOn(observed, name, place.name))
        .map((place): Step => ({ stage: 'clear', do: 'detach-network', name, network: place.name, cause })),
    ),
    ...own.map((name): Step => ({ stage: 'remove', do: 'remove-network', name, cause })),
    ...volumes.map(({ name }): Step => ({ stage: 'remove', do: 'remove-volume', name, cause })),
  ]
}

/** A network that one service alone is always on; others may have joined it. */
const isOwn = (desired: Desired, service: string, network: string): boolean =>
  desired.services.every(({ name, launch }) => (name === service) === isPlacedOn(launch, network))

const isPlacedOn = (launch: Desired['services'][number]['launch'], network: string): boolean =>
  launch.kind === 'container' && launch.networks.some(({ name }) => name === network)

const isOn = (observed: Observed, service: string, network: string): boolean =>
  observed.services.some(({ name, networks }) => name === service && networks.includes(network))
