import type { Readiness } from '@bartab/kit'
import type { Upstream } from './upstream/upstream.ts'
import { serviceNames, type Upstreams } from './upstream/upstreams.ts'

/** An answer is asked for anew after this long, so that a flood of questions costs the services little. Milliseconds. */
const rememberedMs = { ready: 500, failing: 50 }

/** Each service among the gateway's own readiness checks: ready where one of its replicas is, else with the reasons. */
export function serviceReadiness(readiness: Readiness, upstreams: Upstreams, clock: () => number): void {
  for (const service of serviceNames) {
    let asked = Number.NEGATIVE_INFINITY
    let remembered: keyof typeof rememberedMs = 'ready'
    let answer: Promise<void> | undefined
    readiness.add(service, () => {
      if (answer === undefined || clock() - asked > rememberedMs[remembered]) {
        asked = clock()
        remembered = 'ready'
        answer = oneIsReady(upstreams.of(service))
        answer.catch(() => {
          remembered = 'failing'
        })
      }
      return answer
    })
  }
}

/** What is seen here is also what requests go by from here on. */
async function oneIsReady(upstream: Upstream): Promise<void> {
  const answers = await upstream.look()
  if (answers.some(({ health }) => health === 'ready')) return
  throw new Error(answers.map(({ reason }) => reason).join('; '))
}
