import type { Health, ServiceState } from '../plan/observed.ts'
import type { InternalAnswer } from './driver.ts'

/** How long one question to an internal port may take, in ms. A gateway asks its services before it answers. */
export const answerTimeoutMs = 4000

/**
 * A service's own word on its readiness. One that lives and only takes long to say so is not ready; one that does not
 * even say that it lives has no answer.
 */
export async function askReadiness(
  ask: (path: string) => Promise<InternalAnswer | undefined>,
): Promise<InternalAnswer | undefined> {
  const ready = await ask('/readyz')
  if (ready !== undefined) return ready
  const alive = await ask('/healthz')
  return alive?.status === 200 ? { status: 503, body: 'it lives, and /readyz did not answer in time' } : undefined
}

/** How long a service may be silent after its start before it is called unready, in ms. */
export const startGraceMs = 20_000

/** What a service's answer to `/readyz`, or its silence, says about it. A bot answers `/healthz`, if it was made with our SDK. */
export function healthOf(
  role: 'server' | 'bot' | 'sidecar',
  state: ServiceState,
  answer: InternalAnswer | undefined,
  startedTs: number | undefined,
  now: number,
): Health {
  if (role === 'sidecar') return 'unknown'
  if (answer?.status === 200) return 'ready'
  if (role === 'bot') return answer === undefined ? 'unknown' : 'unready'
  if (state !== 'running') return 'unready'
  const silent = answer === undefined && now - (startedTs ?? now) > startGraceMs
  return silent ? 'unready' : 'starting'
}
