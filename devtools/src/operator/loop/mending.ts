import type { Observed } from '../../plan/observed.ts'
import { type Cause, type Step, serviceOf } from '../../plan/step.ts'

const upgrades: ReadonlySet<Cause> = new Set(['image', 'configuration', 'sources'])

/**
 * The steps of a plan that mend. What would bring a service that is well to another version or other settings waits for a
 * person: half a `git pull` is no reason to deploy. A service that the operator gave up on is left as it is.
 */
export function mendingSteps(
  steps: readonly Step[],
  observed: Observed,
  givenUp: ReadonlySet<string>,
): { mend: Step[]; wait: Step[] } {
  const isWell = (name: string) =>
    observed.services.some((seen) => seen.name === name && seen.state === 'running' && seen.health === 'ready')
  const waits = new Set(
    steps.flatMap((step) => {
      const service = serviceOf(step)
      if (service === undefined) return []
      return givenUp.has(service) || (upgrades.has(step.cause) && isWell(service)) ? [service] : []
    }),
  )
  const made = new Set(steps.flatMap((step) => (step.do === 'create-service' ? [step.service.name] : [])))
  const needed = (step: Step): boolean => {
    if (step.do === 'build-web-client') return step.cause === 'missing'
    if (step.do === 'build-images') return step.services.some((name) => made.has(name) && !waits.has(name))
    return !waits.has(serviceOf(step) ?? '')
  }
  return { mend: steps.filter(needed), wait: steps.filter((step) => !needed(step)) }
}

/** The services that a plan mends. */
export const mended = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap((step) => (step.do === 'await-ready' ? [] : (serviceOf(step) ?? [])))),
]
