import type { ContainerLaunch, Desired, DesiredService, Launch } from './desired.ts'
import type { Observed, ObservedService } from './observed.ts'
import type { Cause, Step } from './step.ts'

/** What is to be done about one service, and why. */
export interface Change {
  service: DesiredService
  seen: ObservedService | undefined
  act: 'create' | 'replace' | 'hand-over' | 'start' | 'restart' | 'resume' | 'none'
  cause: Cause
  note?: string
}

type Verdict = Pick<Change, 'cause' | 'note'>

/** What differs between a service as it is wanted and as it was found. */
export function judgeService(service: DesiredService, observed: Observed, stale: ReadonlySet<string>): Change {
  const seen = observed.services.find(({ name }) => name === service.name)
  if (seen === undefined) return { service, seen, act: 'create', cause: 'missing' }
  const outdated = outdatedBy(service, seen, observed, stale)
  if (outdated !== undefined) return { service, seen, act: 'replace', ...outdated }
  if (seen.state === 'created' || seen.state === 'stopped') return { service, seen, act: 'start', ...stoppedBy(seen) }
  if (seen.state === 'paused') return { service, seen, act: 'resume', cause: 'paused' }
  if (seen.state === 'orphaned') return { service, seen, act: 'start', cause: 'unsupervised' }
  if (seen.health === 'unready' && seen.role === 'server') return { service, seen, act: 'restart', cause: 'unready' }
  return { service, seen, act: 'none', cause: 'unready' }
}

const stoppedBy = ({ lastExit }: ObservedService): Verdict =>
  lastExit === undefined ? { cause: 'stopped' } : { cause: 'stopped', note: `it ended with ${lastExit}` }

function outdatedBy(
  { launch, hash, secrets }: DesiredService,
  seen: ObservedService,
  observed: Observed,
  stale: ReadonlySet<string>,
): Verdict | undefined {
  if (hasMoved(launch, seen)) return { cause: 'data' }
  if (launch.kind === 'container') {
    if (launch.networks.some(({ name }) => stale.has(name)) || isHalfAttached(launch, seen)) return { cause: 'network' }
    const imageId = observed.images.get(launch.image)
    if (imageId === undefined || imageId !== seen.imageId) return { cause: 'image' }
  }
  if (seen.hash !== hash) return { cause: 'configuration' }
  if (secrets !== seen.secrets) return { cause: 'secret' }
  const changed = launch.kind === 'container' ? changedByHand(launch, seen) : undefined
  return changed === undefined ? undefined : { cause: 'drift', note: changed }
}

/** After a restore the data lies in another volume. */
export function hasMoved(launch: Launch, { data }: ObservedService): boolean {
  const wanted = launch.kind === 'container' ? launch.data : launch.env['BARTAB_DATA_DIR']
  return wanted !== undefined && data !== undefined && wanted !== data
}

/** A container that was never started and lacks a network was being made when its command was killed. */
const isHalfAttached = ({ networks }: ContainerLaunch, seen: ObservedService): boolean =>
  (seen.state === 'created' || isNowhere(seen)) && networks.some(({ name }) => !seen.networks.includes(name))

/** In the network of another container that is gone: it cannot be attached, or started, any more. */
const isNowhere = ({ networks }: ObservedService): boolean => networks.length === 0

/** The restart policy that every container of ours has. */
export const restartPolicy = 'unless-stopped'

function changedByHand({ limits }: ContainerLaunch, { limits: found }: ObservedService): string | undefined {
  if (found === undefined) return undefined
  const faults = [
    ...(found.memoryMb === limits.memoryMb ? [] : [`its memory is ${found.memoryMb} MiB, not ${limits.memoryMb}`]),
    ...(found.pids === limits.pids ? [] : [`it may have ${found.pids} processes, not ${limits.pids}`]),
    ...(found.restart === restartPolicy ? [] : [`its restart policy is ${found.restart}, not ${restartPolicy}`]),
  ]
  return faults.length === 0 ? undefined : faults.join('; ')
}

/** The networks that a service lacks, and those that somebody attached it to. It goes on running meanwhile. */
export function attachmentSteps({ service, seen, act }: Change): Step[] {
  const { name, launch } = service
  if (seen === undefined || launch.kind !== 'container' || act === 'create' || act === 'replace') return []
  const places = [...launch.networks, ...(service.joins ?? [])]
  const lacking = places.filter((network) => !seen.networks.includes(network.name))
  const extra = seen.networks.filter((network) => !places.some((wanted) => wanted.name === network))
  return [
    ...lacking.map(
      ({ name: network, aliases }): Step => ({
        ...{ stage: 'services', do: 'attach-network', name, network, aliases, cause: 'network' },
      }),
    ),
    ...extra.map(
      (network): Step => ({
        ...{ stage: 'services', do: 'detach-network', name, network, cause: 'drift' },
        note: `somebody attached it to ${network}`,
      }),
    ),
  ]
}

/** The networks that are made with other options than they should have. */
export function staleNetworks(desired: Desired, observed: Observed): ReadonlySet<string> {
  const changed = observed.networks.filter(({ name, hash }) =>
    desired.networks.some((wanted) => wanted.name === name && wanted.hash !== hash),
  )
  return new Set(changed.map(({ name }) => name))
}
