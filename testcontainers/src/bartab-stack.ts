import { randomUUID } from 'node:crypto'
import { defineStack, desireContainers, networkOptions, type StackConfig } from '@bartab/devtools/stack'
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'
import manifest from '../package.json' with { type: 'json' }
import { freePort } from './free-port.ts'
import { ServiceContainer } from './service-container.ts'
import { sessionLabels } from './session.ts'
import { StartedBartabStack } from './started-bartab-stack.ts'
import { untilReady } from './until-ready.ts'

const readyTimeoutMs = 60_000

export interface BartabStackOptions {
  /** The stack's settings, as `bartab.yaml` has them. */
  config?: StackConfig
  /** Disks in memory of so many MiB for services, in place of volumes. What lies there is gone with the container. */
  diskMb?: Record<string, number>
}

/**
 * A whole stack of real containers from the locally built images, as the docker driver would run it, on networks,
 * volumes and a port of its own.
 *
 * @example
 * await using stack = await new BartabStack().start()
 * const owner = await stack.owner()
 */
export class BartabStack {
  readonly name = `test-${randomUUID().slice(0, 8)}`
  readonly #options: BartabStackOptions

  constructor(options: BartabStackOptions = {}) {
    this.#options = options
  }

  /** Resolves when every service is ready. @throws when one is not, with what the gateway said last. */
  async start(): Promise<StartedBartabStack> {
    const client = await getContainerRuntimeClient()
    const basis = { name: this.name, version: manifest.version, port: await freePort() }
    const stack = defineStack(basis, this.#options.config ?? {})
    const desired = desireContainers(stack)
    const networks = await Promise.all(
      desired.networks.map((network) => client.network.create(networkOptions(network, sessionLabels()))),
    )
    await Promise.all(
      desired.volumes.map(({ name, service }) =>
        client.container.dockerode.createVolume({ Name: name, Labels: sessionLabels(), ...this.#disk(service) }),
      ),
    )
    const started = new Map<string, StartedTestContainer>()
    await Promise.all(
      desired.services.map(async (service) => {
        if (service.launch.kind !== 'container') throw new Error(`${service.name} is not a container`)
        started.set(service.name, await new ServiceContainer(this.name, service, service.launch).start())
      }),
    )
    await untilReady(stack.issuer, readyTimeoutMs)
    return new StartedBartabStack(stack, started, networks, desired.volumes)
  }

  #disk(service: string): { DriverOpts?: Record<string, string> } {
    const megabytes = this.#options.diskMb?.[service]
    if (megabytes === undefined) return {}
    return { DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${megabytes}m,uid=1000,gid=1000,mode=0700` } }
  }
}
