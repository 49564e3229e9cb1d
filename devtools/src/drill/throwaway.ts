import { rmSync } from 'node:fs'
import type { Context, DriverKind } from '../cli/context.ts'
import { planDown } from '../plan/plan-down.ts'
import { runPlan } from '../plan/run-plan.ts'
import { findPort } from '../restore/new-port.ts'
import { openStackWith, type StackHandle } from '../stack/open-stack.ts'
import type { Stack } from '../stack/stack.ts'
import type { StackConfig } from '../stack/stack-config.ts'

/** The stack that a drill makes of a backup and takes away again. One that a killed drill left has the same name. */
export const throwawayName = (stackName: string): string => `drill-${stackName}`.slice(0, 31)

/**
 * Opens it. It has the settings that its data depends on, and none that would bring it before people or share a folder
 * with the running stack.
 */
export async function openThrowaway(context: Context, driver: DriverKind, config: StackConfig): Promise<StackHandle> {
  const { server_name, services } = config
  const own: StackConfig = { ...(server_name && { server_name }), ...(services && { services }) }
  const handle = await openStackWith({ ...context, driverAsked: driver }, own, { port: await findPort() })
  return { ...handle, stack: driver === 'docker' ? withoutExit(handle.stack) : handle.stack }
}

/** Containers on internal networks alone: nothing goes out, and no port comes in. */
function withoutExit(stack: Stack): Stack {
  return {
    ...stack,
    networks: stack.networks.map((network) => ({ ...network, internal: true })),
    services: stack.services.map((service) => ({ ...service, published: false })),
  }
}

/** Takes everything of it away, its data with it, however far it had come. */
export async function takeAway(handle: StackHandle): Promise<void> {
  const { signal } = new AbortController()
  const patient = { ...handle, context: { ...handle.context, signal } }
  await runPlan(patient, planDown(await handle.driver.observe(), { volumes: true }))
  rmSync(handle.folder.path, { recursive: true, force: true })
}
