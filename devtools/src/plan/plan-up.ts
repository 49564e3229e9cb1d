import { closeDoor } from './close-door.ts'
import type { Desired, DesiredService } from './desired.ts'
import { attachmentSteps, type Change, judgeService, staleNetworks } from './judge-service.ts'
import type { Observed } from './observed.ts'
import { canHandOver, handOverSteps, isCalm } from './replacement-steps.ts'
import { settleSuccessors } from './settle-successors.ts'
import type { Cause, Step } from './step.ts'

/** How long a service may take to become ready, in ms. */
export const readyTimeoutMs = 120_000

export interface PlanOptions {
  /** Replaces this service even where nothing differs. */
  again?: string
}

/**
 * The steps that lead from what is there to what is wanted; none where nothing is to do. Services that people use are
 * handed over one after the other where all of them are well; else what is unwell is made well first. Where data lies
 * elsewhere now, nobody writes until every service has the new data.
 */
export function planUp(desired: Desired, observed: Observed, { again }: PlanOptions = {}): Step[] {
  const { steps: settling, settled } = settleSuccessors(desired.services, observed)
  const stale = staleNetworks(desired, settled)
  const { closing, closed } = closeDoor(desired, settled)
  const judged = desired.services
    .map((service) => judgeService(service, closed, stale))
    .map((change) => (change.service.name === again ? onceMore(change) : change))
  const changes = isCalm(judged, closed) ? judged.map(handedOver) : judged
  return [
    ...closing,
    ...imageSteps(desired, settled),
    ...webSteps(desired, settled),
    ...settling,
    ...straySteps(desired, settled),
    ...changes.filter(movesNetwork).flatMap(({ service }) => removal(service, 'clear', 'network')),
    ...networkSteps(desired, settled, stale),
    ...volumeSteps(desired, settled),
    ...changes.flatMap((change) => [...attachmentSteps(change), ...serviceSteps(change)]),
    ...changes.flatMap(({ act, service, cause, note }) =>
      act === 'hand-over' ? handOverSteps(service, cause, note) : [],
    ),
    ...changes.flatMap(readySteps),
  ]
}

const onceMore = (change: Change): Change =>
  change.act === 'none' || change.act === 'restart' ? { ...change, act: 'replace', cause: 'asked' } : change

const handedOver = (change: Change): Change => (canHandOver(change) ? { ...change, act: 'hand-over' } : change)

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
  const { service, act, cause, note } = change
  const { name, stopTimeoutMs: timeoutMs } = service
  const basis = { stage: 'services', cause, ...(note === undefined ? {} : { note }) } as const
  const stop: Step = { ...basis, do: 'stop-service', name, timeoutMs }
  const create: Step = { ...basis, do: 'create-service', service }
  const start: Step = { ...basis, do: 'start-service', name }
  switch (act) {
    case 'create':
      return [create, start]
    case 'replace':
      return [...(movesNetwork(change) ? [] : removal(service, 'services', cause, note)), create, start]
    case 'start':
      return [start]
    case 'restart':
      return [stop, start]
    case 'resume':
      return [{ ...basis, do: 'resume-service', name }]
    case 'hand-over':
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
  note?: string,
): Step[] {
  const basis = { stage, cause, ...(note === undefined ? {} : { note }) } as const
  return [
    { ...basis, do: 'stop-service', name, timeoutMs },
    { ...basis, do: 'remove-service', name },
  ]
}

function readySteps({ service, seen, act, cause }: Change): Step[] {
  if (act === 'hand-over') return []
  if (act === 'none' && seen?.health !== 'starting' && seen?.state !== 'restarting') return []
  const { name, answersReadiness } = service
  return [{ stage: 'ready', do: 'await-ready', name, answersReadiness, timeoutMs: readyTimeoutMs, cause }]
}
