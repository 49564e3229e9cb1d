import { planService } from '../plan/plan-service.ts'
import type { Step } from '../plan/step.ts'
import { ownNetworks } from '../stack/define-stack.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import type { Service, Stack } from '../stack/stack.ts'

/** The steps that bring up a bot as it is to be, whether it is there yet or not. */
export async function planBot({ driver, stack }: StackHandle, service: Service): Promise<Step[]> {
  const desired = await driver.desire(withService(stack, service))
  return planService(desired, await driver.observe(desired), service.name)
}

function withService(stack: Stack, service: Service): Stack {
  const own = ownNetworks(service)
  return {
    ...stack,
    networks: [...stack.networks.filter(({ name }) => !own.some((network) => network.name === name)), ...own],
    services: [...stack.services.filter(({ name }) => name !== service.name), service],
  }
}
