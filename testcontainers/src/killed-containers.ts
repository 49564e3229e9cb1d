import { getContainerRuntimeClient } from 'testcontainers'

/** Kills containers of a stack at the same moment, without warning, as when the power fails. */
export async function killContainers(stackName: string, ...services: readonly string[]): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const found = await Promise.all(
    services.map(async (service) => {
      const label = [`chat.bartab.stack=${stackName}`, `chat.bartab.service=${service}`]
      const [container] = await dockerode.listContainers({ filters: { label } })
      if (container === undefined) throw new Error(`${service} of ${stackName} does not run`)
      return dockerode.getContainer(container.Id)
    }),
  )
  await Promise.all(found.map(async (container) => await container.kill()))
}
