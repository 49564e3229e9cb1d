import { getContainerRuntimeClient } from 'testcontainers'

/** What an engine holds of a stack, by the label that everything of it carries. */
export async function heldByEngine(stackName: string) {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`chat.bartab.stack=${stackName}`] }
  const [containers, { Volumes }, networks] = await Promise.all([
    dockerode.listContainers({ all: true, filters }),
    dockerode.listVolumes({ filters }),
    dockerode.listNetworks({ filters }),
  ])
  return {
    containers: containers.map(({ Names }) => Names[0]?.slice(1) ?? '').sort(),
    volumes: (Volumes ?? []).map(({ Name }) => Name).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
  }
}
