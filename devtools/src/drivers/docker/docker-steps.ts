import { chownSync, mkdirSync, rmSync } from 'node:fs'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import type { Context } from '../../cli/context.ts'
import { portTaken } from '../../ground/check-port.ts'
import type { DesiredNetwork, DesiredService, DesiredVolume } from '../../plan/desired.ts'
import { containerOptions, type Surroundings } from './container-options.ts'
import { labels } from './labels.ts'
import { nameTaken } from './name-taken.ts'
import { networkOptions } from './network-options.ts'

const containerUid = 1000

interface Attaching {
  container: Docker.Container
  network: string
  aliases: readonly string[]
}

/** The steps of a plan as calls to the engine. What is there already, or gone already, is no failure. */
export class DockerSteps {
  readonly #engine: Docker
  readonly #context: Context

  constructor(engine: Docker, context: Context) {
    this.#engine = engine
    this.#context = context
  }

  async pullImage(image: string): Promise<void> {
    const pulled = Promise.withResolvers<void>()
    const failed = (cause: unknown) => {
      const evidence = [(cause as Error).message]
      return new CliFailure('IMAGE_MISSING', `the image ${image} cannot be pulled`, { evidence, cause })
    }
    try {
      const stream = await this.#engine.pull(image)
      this.#engine.modem.followProgress(stream, (error) => (error ? pulled.reject(error) : pulled.resolve()))
      await pulled.promise
    } catch (error) {
      throw failed(error)
    }
  }

  async createNetwork(network: DesiredNetwork): Promise<void> {
    const options = networkOptions(network, { ...this.#label, [labels.hash]: network.hash })
    await this.#engine.createNetwork(options).catch((error: unknown) => {
      throw statusOf(error) === 409 ? nameTaken('network', network.name, error) : error
    })
  }

  async removeNetwork(name: string): Promise<void> {
    const network = this.#engine.getNetwork(name)
    const { Containers = {} } = await network.inspect().catch(() => ({ Containers: {} }))
    for (const Container of Object.keys(Containers))
      await tolerate([404], network.disconnect({ Container, Force: true }))
    await tolerate([404], network.remove())
  }

  async createVolume({ name, service }: DesiredVolume): Promise<void> {
    if (name.startsWith('/')) return makeFolder(name)
    await this.#engine.createVolume({ Name: name, Labels: { ...this.#label, [labels.service]: service } })
    // of two with one name the engine keeps the first, and says nothing
    const { Labels } = await this.#engine.getVolume(name).inspect()
    if (Labels?.[labels.stack] !== this.#context.stackName) throw nameTaken('volume', name)
  }

  async removeVolume(name: string): Promise<void> {
    if (name.startsWith('/')) return rmSync(name, { recursive: true, force: true })
    await tolerate([404], this.#engine.getVolume(name).remove())
  }

  async createService(service: DesiredService, surroundings: Surroundings = {}): Promise<void> {
    const { launch } = service
    if (launch.kind !== 'container') throw new Error(`${service.name} is not described as a container`)
    for (const { source, writable } of launch.files) if (writable) makeFolder(source)
    const container = await this.#engine
      .createContainer(containerOptions(this.#context.stackName, service, launch, surroundings))
      .catch((error: unknown) => {
        throw refusedContainer(error, launch.container, launch.image)
      })
    for (const { name, aliases } of [...launch.networks.slice(1), ...(service.joins ?? [])])
      await this.attach({ container, network: name, aliases })
  }

  async attach({ container, network, aliases }: Attaching): Promise<void> {
    const endpoint = { Container: container.id, EndpointConfig: { Aliases: [...aliases] } }
    await tolerate([403], this.#engine.getNetwork(network).connect(endpoint))
  }

  async detach(container: Docker.Container, network: string): Promise<void> {
    await tolerate([404], this.#engine.getNetwork(network).disconnect({ Container: container.id, Force: true }))
  }

  async resume(container: Docker.Container): Promise<void> {
    await tolerate([304, 409, 500], container.unpause())
  }

  async start(container: Docker.Container): Promise<void> {
    try {
      await tolerate([304], container.start())
    } catch (error) {
      const reason = (error as { json?: { message?: string } }).json?.message ?? (error as Error).message
      const taken = /Bind for ([\d.:a-f[\]]+):(\d+) failed|listen tcp\w* ([\d.:a-f[\]]+):(\d+): bind/.exec(reason)
      if (taken === null) throw error
      const at = { address: taken[1] ?? taken[3] ?? '', port: Number(taken[2] ?? taken[4]) }
      throw await portTaken(this.#context, at, reason)
    }
  }

  async stop(container: Docker.Container, timeoutMs: number): Promise<void> {
    const { State } = await container.inspect()
    if (State.Paused) await container.unpause()
    await tolerate([304, 404], container.stop({ t: Math.ceil(timeoutMs / 1000) }))
  }

  async remove(container: Docker.Container): Promise<void> {
    await tolerate([404, 409], container.remove({ force: true, v: true }))
  }

  get #label(): Record<string, string> {
    return { [labels.stack]: this.#context.stackName }
  }
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) chownSync(path, containerUid, containerUid)
}

async function tolerate(statusCodes: readonly number[], call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!statusCodes.includes(statusOf(error) ?? 0)) throw error
  })
}

function refusedContainer(error: unknown, container: string, image: string): unknown {
  if (statusOf(error) === 404) {
    const evidence = [(error as Error).message]
    return new CliFailure('IMAGE_MISSING', `there is no image ${image}`, { evidence, fix: 'bartab images' })
  }
  return statusOf(error) === 409 ? nameTaken('container', container, error) : error
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode
