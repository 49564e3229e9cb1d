import type { DesiredService } from './desired.ts'
import type { Change } from './judge-service.ts'
import type { Observed } from './observed.ts'
import type { Cause, Step } from './step.ts'

/** How long requests may wait while a service is handed over, in ms. */
export const handOverBoundMs = 2000
/** How long a successor may take to come as far as it can beside the old one, in ms. */
const successorTimeoutMs = 60_000

/** Whether everything runs well enough for one service after another to be replaced without anybody noticing. */
export function isCalm(changes: readonly Change[], observed: Observed): boolean {
  const servers = changes.filter(({ service }) => service.role === 'server')
  const isWell = ({ act, seen }: Change): boolean =>
    (act === 'none' || act === 'replace') && seen?.state === 'running' && seen.health === 'ready'
  return observed.services.some(({ name }) => name === 'gateway') && servers.every(isWell)
}

const replaceable: ReadonlySet<Cause> = new Set(['image', 'configuration', 'sources', 'secret', 'drift', 'asked'])

/** Whether a change can be made with the old one going on until the new one is there. */
export const canHandOver = (change: Change): boolean =>
  change.act === 'replace' && change.service.role === 'server' && replaceable.has(change.cause) && keepsDoor(change)

/** A container that follows another is published where that one is, by that one. */
function keepsDoor({ service: { launch }, seen }: Change): boolean {
  if (launch.kind !== 'container' || launch.publish === undefined || seen?.publish === undefined) return true
  const { address, port } = launch.publish
  return seen.publish.stays && seen.publish.address === address && seen.publish.port === port
}

/** The steps that replace a service while people use it. */
export function handOverSteps(service: DesiredService, cause: Cause, note?: string): Step[] {
  const { name, published } = service
  const basis = { stage: 'replace', cause, ...(note === undefined ? {} : { note }) } as const
  return [
    { ...basis, do: 'create-successor', service },
    { ...basis, do: 'await-successor', name, timeoutMs: successorTimeoutMs },
    ...(published ? [] : [{ ...basis, do: 'rehearse-migrations', name } as const]),
    { ...basis, do: 'hand-over', service, boundMs: handOverBoundMs },
    { ...basis, do: 'promote-successor', name },
  ]
}
