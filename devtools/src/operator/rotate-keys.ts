import type { KeysApi } from '@bartab/sdk/client'
import { planRotation, type RotationPlan, type RotationStep, stillTrusted } from './rotation.ts'

export interface RotationDeps {
  keys: Pick<KeysApi, 'list' | 'create' | 'activate' | 'retire'>
  clock: () => number
  /** Resolves with the verifiers that hold the key, once all that run do. */
  awaitHeld(kid: string): Promise<readonly string[]>
  /** Told of each step with its evidence, once it is done. */
  onDone(step: RotationStep, evidence: string): void
  onBegin(step: RotationStep): void
}

export interface Rotation {
  /** The key that signs. */
  active: string | undefined
  /** Whether this run changed which one that is. */
  rotated: boolean
  retired: string[]
  waiting: RotationPlan['waiting']
}

/** Takes the steps that are still to do. Each is safe to repeat; what was done is read from the server every time. */
export async function rotateKeys(deps: RotationDeps): Promise<Rotation> {
  const { steps } = planRotation((await deps.keys.list()).keys, deps.clock())
  let created: string | undefined
  for (const step of steps) {
    deps.onBegin(step)
    const { kid, evidence } = await take(deps, step, created)
    created = kid
    deps.onDone(step, evidence)
  }
  const { keys } = await deps.keys.list()
  return {
    active: keys.find(({ state }) => state === 'active')?.kid,
    rotated: steps.some((step) => step.do === 'activate'),
    retired: steps.flatMap((step) => (step.do === 'retire' ? [step.kid] : [])),
    waiting: stillTrusted(keys, deps.clock()),
  }
}

async function take(deps: RotationDeps, step: RotationStep, created: string | undefined) {
  switch (step.do) {
    case 'retire': {
      const { kid } = await deps.keys.retire(step.kid)
      return { kid: created, evidence: `${kid} is retired: every token that it signed is dead` }
    }
    case 'create': {
      const { kid } = await deps.keys.create()
      return { kid, evidence: `${kid} is published; it does not sign yet` }
    }
    case 'await-held': {
      const kid = step.kid ?? created ?? ''
      return { kid, evidence: `${(await deps.awaitHeld(kid)).join(', ')} hold ${kid}` }
    }
    case 'activate': {
      const { kid } = await deps.keys.activate(step.kid ?? created ?? '')
      return { kid, evidence: `${kid} signs` }
    }
    default:
      return step satisfies never
  }
}
