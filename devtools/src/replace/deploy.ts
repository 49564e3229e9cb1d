import { setTimeout as sleep } from 'node:timers/promises'
import type { Desired } from '../plan/desired.ts'
import { planService } from '../plan/plan-service.ts'
import { runPlan } from '../plan/run-plan.ts'
import type { Step } from '../plan/step.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { noteHealthy, type Pin, readPins, writePin } from '../state/version-book.ts'
import { healthyNow } from './healthy-now.ts'
import type { Replaced } from './replacement.ts'

export interface Deployment {
  service: string
  /** What it is to run from now on; absent: what this repository holds. */
  pin: Pin | undefined
  /** Also where nothing differs. */
  again: boolean
}

/** The steps that bring one service to the version that the handle's stack names. */
export async function planDeploy(handle: StackHandle, { service, again }: Deployment): Promise<Step[]> {
  const desired = await handle.driver.desire(handle.stack)
  const options = again ? { again: service } : {}
  for (let look = 1; ; look += 1) {
    const steps = planService(desired, await handle.driver.observe(desired), service, options)
    // a machine that is busy for a moment answers late; requests would fail where nobody is held for it
    if (look === looks || !steps.some((step) => step.do === 'stop-service')) return steps
    await sleep(betweenLooksMs)
  }
}

/** A service is replaced with nobody noticing only while all are well; how often that is looked for, and how far apart in ms. */
const [looks, betweenLooksMs] = [6, 1_500]

/**
 * Runs a deployment. What is wanted is written down first, so that a command that is killed is finished by the next; when
 * the new one fails, what was wanted before is wanted again.
 */
export async function deploy(
  handle: StackHandle,
  deployment: Deployment,
): Promise<{ steps: Step[]; replaced: Replaced[] }> {
  const { folder, driver, stack } = handle
  const { service, pin } = deployment
  const before = readPins(folder)[service]
  const steps = await planDeploy(handle, deployment)
  writePin(folder, service, pin)
  try {
    const replaced = await runPlan(handle, steps)
    await rememberHealthy(handle, await driver.desire(stack))
    return { steps, replaced }
  } catch (error) {
    writePin(folder, service, before)
    throw error
  }
}

/** What is well now can be gone back to. */
export async function rememberHealthy({ driver, folder, context }: StackHandle, desired: Desired): Promise<void> {
  noteHealthy(folder, healthyNow(desired, await driver.observe(desired), context.clock()))
}
