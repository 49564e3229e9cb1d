import type { Desired, DesiredService } from './desired.ts'
import type { Observed, ObservedService } from './observed.ts'
import type { Cause, Step } from './step.ts'

/** How long a service may take to become ready, in ms. */
export const readyTimeoutMs = 120_000

/** The steps that lead from what is there to what is wanted. None where nothing is to do. */
export function planUp(desired: Desired, observed: Observed): Step[] {
  const stale = staleNetworks(desired, observed)
  const changes = desired.services.map((service) => changeOf(service, observed, stale))
  return [
    ...imageSteps(desired, observed),
    ...webSteps(desired, observed),
    ...straySteps(desired, observed),
    ...changes.filter(movesNetwork).flatMap(({ service }) => removal(service, 'clear', 'network')),
    ...networkSteps(desired, observed, stale),
    ...volumeSteps(desired, observed),
    ...changes.flatMap(serviceSteps),
    ...changes.flatMap(readySteps),
  ]
}

interface Change {
  service: DesiredService
  seen: ObservedService | undefined
  act: 'create' | 'replace' | 'start' | 'restart' | 'none'
  cause: Cause
}

function changeOf(service: DesiredService, observed: Observed, stale: ReadonlySet<string>): Change {
  const seen = observed.services.find(({ name }) => name === service.name)
  if (seen === undefined) return { service, seen, act: 'create', cause: 'missing' }
  const outdated = outdatedBy(service, seen, observed, stale)
  if (outdated !== undefined) return { service, seen, act: 'replace', cause: outdated }
  if (seen.state === 'created' || seen.state === 'stopped') return { service, seen, act: 'start', cause: 'stopped' }
  if (seen.state === 'orphaned') return { service, seen, act: 'restart', cause: 'unsupervised' }
  if (seen.state === 'paused' || seen.health === 'unready') return { service, seen, act: 'restart', cause: 'unready' }
  return { service, seen, act: 'none', cause: 'unready' }
}

function outdatedBy(
  { launch, hash }: DesiredService,
  seen: ObservedService,
  observed: Observed,
  stale: ReadonlySet<string>,
): Cause | undefined {
  if (launch.kind === 'container') {
    const attached = launch.networks.every(({ name }) => seen.networks.includes(name) && !stale.has(name))
    if (!attached) return 'network'
    const imageId = observed.images.get(launch.image)
    if (imageId === undefined || imageId !== seen.imageId) return 'image'
  }
  return seen.hash === hash ? undefined : 'configuration'
}

function staleNetworks(desired: Desired, observed: Observed): ReadonlySet<string> {
  const changed = observed.networks.filter(({ name, hash }) =>
    desired.networks.some((wanted) => wanted.name === name && wanted.hash !== hash),
  )
  return new Set(changed.map(({ name }) => name))
}

function imageSteps(desired: Desired, observed: Observed): Step[] {
  const lacking = desired.services.flatMap(({ name, launch }) =>
    launch.kind === 'container' && !observed.images.has(launch.image) ? [{ name, ...launch }] : [],
  )
  const services = lacking.filter(({ builtHere }) => builtHere).map(({ name }) => name)
  const pulled = new Set(lacking.filter(({ builtHere }) => !builtHere).map(({ image }) => image))
  return [
    ...(services.length === 0 ? [] : [{ stage: 'images', do: 'build-images', services, cause: 'missing' } as const]),
    ...[...pulled].map((image): Step => ({ stage: 'images', do: 'pull-image', image, cause: 'missing' })),
  ]
}

function webSteps({ webSources: sources }: Desired, { webSources: built }: Observed): Step[] {
  if (sources === undefined || sources === built) return []
  return [{ stage: 'images', do: 'build-web-client', sources, cause: built === undefined ? 'missing' : 'sources' }]
}

function straySteps(desired: Desired, observed: Observed): Step[] {
  const strays = observed.services.filter(({ name }) => !desired.services.some((service) => service.name === name))
  return strays.flatMap(({ name }) => removal({ name, stopTimeoutMs: 10_000 }, 'clear', 'unwanted'))
}

const movesNetwork = ({ act, cause }: Change): boolean => act === 'replace' && cause === 'network'

function networkSteps(desired: Desired, observed: Observed, stale: ReadonlySet<string>): Step[] {
  return desired.networks.flatMap((network): Step[] => {
    const create = { stage: 'networks', do: 'create-network', network } as const
    if (stale.has(network.name)) {
      const remove: Step = { stage: 'networks', do: 'remove-network', name: network.name, cause: 'configuration' }
      return [remove, { ...create, cause: 'configuration' }]
    }
    return observed.networks.some(({ name }) => name === network.name) ? [] : [{ ...create, cause: 'missing' }]
  })
}

function volumeSteps(desired: Desired, observed: Observed): Step[] {
  return desired.volumes
    .filter(({ name }) => !observed.volumes.includes(name))
    .map((volume) => ({ stage: 'volumes', do: 'create-volume', volume, cause: 'missing' }))
}

function serviceSteps(change: Change): Step[] {
  const { service, act, cause } = change
  const { name, stopTimeoutMs: timeoutMs } = service
  const stop: Step = { stage: 'services', do: 'stop-service', name, timeoutMs, cause }
  const create: Step = { stage: 'services', do: 'create-service', service, cause }
  const start: Step = { stage: 'services', do: 'start-service', name, cause }
  switch (act) {
    case 'create':
      return [create, start]
    case 'replace':
      return [...(movesNetwork(change) ? [] : removal(service, 'services', cause)), create, start]
    case 'start':
      return [start]
    case 'restart':
      return [stop, start]
    case 'none':
      return []
    default:
      return act satisfies never
  }
}

function removal(
  { name, stopTimeoutMs: timeoutMs }: Pick<DesiredService, 'name' | 'stopTimeoutMs'>,
  stage: 'clear' | 'services',
  cause: Cause,
): Step[] {
  return [
    { stage, do: 'stop-service', name, timeoutMs, cause },
    { stage, do: 'remove-service', name, cause },
  ]
}

function readySteps({ service, seen, act, cause }: Change): Step[] {
  if (act === 'none' && seen?.health !== 'starting' && seen?.state !== 'restarting') return []
  const { name, answersReadiness } = service
  return [{ stage: 'ready', do: 'await-ready', name, answersReadiness, timeoutMs: readyTimeoutMs, cause }]
}
