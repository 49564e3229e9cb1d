import { type ContainerLaunch, containerOptions, type DesiredService } from '@bartab/devtools/stack'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { sessionLabels } from './session.ts'

/** One service of a stack, made with the very options that the docker driver uses. */
export class ServiceContainer extends GenericContainer {
  readonly #networks: ContainerLaunch['networks']

  constructor(stackName: string, service: DesiredService, launch: ContainerLaunch) {
    super(launch.image)
    const { HostConfig, ...create } = containerOptions(stackName, service, launch)
    this.createOpts = { ...this.createOpts, ...create, Labels: { ...create.Labels, ...sessionLabels() } }
    this.hostConfig = { ...this.hostConfig, ...HostConfig }
    this.networkMode = launch.networks[0]?.name ?? 'none'
    this.#networks = launch.networks.slice(1)
    this.autoCleanup = false
    this.waitStrategy = Wait.forLogMessage(/Server listening/)
  }

  /** The engine takes one network when a container is made; the others come before it starts. */
  protected override async containerCreated(id: string): Promise<void> {
    const { container, network } = await getContainerRuntimeClient()
    for (const { name, aliases } of this.#networks) {
      await container.connectToNetwork(container.getById(id), network.getById(name), [...aliases])
    }
  }
}
