import type { Desired } from './desired.ts'
import { hasMoved } from './judge-service.ts'
import type { Observed } from './observed.ts'
import type { Step } from './step.ts'

const stopTimeoutMs = 10_000

/**
 * Where a service is to go on with other data, the gateway is stopped first and started with the others: what people
 * wrote meanwhile would be in the old data.
 */
export function closeDoor(desired: Desired, observed: Observed): { closing: Step[]; closed: Observed } {
  const moves = desired.services.some(({ name, launch }) =>
    observed.services.some((seen) => seen.name === name && hasMoved(launch, seen)),
  )
  const isOpen = observed.services.some(({ name, state }) => name === 'gateway' && state === 'running')
  if (!moves || !isOpen) return { closing: [], closed: observed }
  const services = observed.services.map((seen) =>
    seen.name === 'gateway' ? ({ ...seen, state: 'stopped', health: 'unready' } as const) : seen,
  )
  const close: Step = { stage: 'edge', do: 'stop-service', name: 'gateway', timeoutMs: stopTimeoutMs, cause: 'data' }
  return { closing: [close], closed: { ...observed, services } }
}
