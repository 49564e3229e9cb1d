import type { Observed, ObservedService } from './observed.ts'
import type { Step } from './step.ts'

export interface DownOptions {
  /** Delete the data as well. */
  volumes: boolean
}

const stopTimeoutMs = 10_000

/**
 * The steps that take a stack away: its door first, so that the servers behind it stop with nobody waiting; sidecars
 * after the servers, so that they have seen the last write.
 */
export function planDown(observed: Observed, { volumes }: DownOptions): Step[] {
  const door = observed.services.filter(atTheDoor)
  const left = (observed.successors ?? []).map(
    ({ name }): Step => ({ stage: 'clear', do: 'discard-successor', name, cause: 'asked' }),
  )
  const behind = observed.services.filter(({ role, name }) => role === 'server' && name !== 'gateway')
  const sidecars = observed.services.filter(({ role }) => role === 'sidecar')
  return [
    ...left,
    ...door.flatMap((service) => stopSteps(service, 'edge')),
    ...behind.flatMap((service) => stopSteps(service, 'servers')),
    ...sidecars.flatMap((service) => stopSteps(service, 'sidecars')),
    ...observed.networks.map(({ name }): Step => ({ stage: 'remove', do: 'remove-network', name, cause: 'asked' })),
    ...(volumes ? observed.volumes : []).map(
      (name): Step => ({ stage: 'remove', do: 'remove-volume', name, cause: 'asked' }),
    ),
  ]
}

const atTheDoor = ({ name, role }: ObservedService): boolean => role === 'bot' || name === 'gateway'

function stopSteps({ name, state }: ObservedService, stage: 'edge' | 'servers' | 'sidecars'): Step[] {
  const remove: Step = { stage, do: 'remove-service', name, cause: 'asked' }
  if (state === 'created' || state === 'stopped') return [remove]
  return [{ stage, do: 'stop-service', name, timeoutMs: stopTimeoutMs, cause: 'asked' }, remove]
}
