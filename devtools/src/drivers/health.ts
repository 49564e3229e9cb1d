import type { Health, ServiceState } from '../plan/observed.ts'
import type { InternalAnswer } from './driver.ts'

/** How long a service may be silent after its start before it is called unready, in ms. */
export const startGraceMs = 20_000

/** What a service's answer to `/readyz`, or its silence, says about it. */
export function healthOf(
  role: 'server' | 'bot',
  state: ServiceState,
  answer: InternalAnswer | undefined,
  startedTs: number | undefined,
  now: number,
): Health {
  if (role === 'bot') return 'unknown'
  if (answer?.status === 200) return 'ready'
  if (state !== 'running') return 'unready'
  const silent = answer === undefined && now - (startedTs ?? now) > startGraceMs
  return silent ? 'unready' : 'starting'
}
