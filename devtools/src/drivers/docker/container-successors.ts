import { randomUUID } from 'node:crypto'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import type { ContainerLaunch, DesiredService } from '../../plan/desired.ts'
import type { ExecResult } from '../driver.ts'
import type { Sighting } from '../readiness.ts'
import { isWaiting, type Successors, standByFile, standByVariable } from '../successors.ts'
import { execIn } from './container-exec.ts'
import { readContainerFile } from './container-file.ts'
import { containerLogs } from './container-logs.ts'
import type { DockerSteps } from './docker-steps.ts'
import { callIn } from './internal-request.ts'
import { sightContainer } from './observe-containers.ts'
import { type StackContainers, successorName } from './stack-containers.ts'

export interface ContainerGround {
  engine: Docker
  stackName: string
  containers: StackContainers
  steps: DockerSteps
  clock: () => number
}

/**
 * A successor is a second container, on no network until it takes over the name of the old one. The gateway's cannot
 * run beside the old one, for the engine gives the published port to one container: it is made, and started in its turn.
 */
export class ContainerSuccessors implements Successors {
  readonly #ground: ContainerGround

  constructor(ground: ContainerGround) {
    this.#ground = ground
  }

  async create(service: DesiredService): Promise<void> {
    const { steps, engine } = this.#ground
    await this.discard(service.name)
    const launch = launchOf(service)
    const container = successorName(launch.container)
    if (service.published) return await steps.createService({ ...service, launch: { ...launch, container } })
    const env = { ...launch.env, [standByVariable]: randomUUID() }
    await steps.createService({
      ...service,
      launch: { ...launch, container, env, networks: launch.networks.slice(0, 1) },
    })
    const made = await this.#require(service.name)
    for (const { name } of launch.networks.slice(0, 1)) await engine.getNetwork(name).disconnect({ Container: made.id })
    await steps.start(made)
  }

  async isBeside(service: string): Promise<boolean> {
    const successor = await this.#require(service)
    const { Config } = await successor.inspect()
    const name = Config.Env.find((entry) => entry.startsWith(`${standByVariable}=`))?.slice(standByVariable.length + 1)
    return name === undefined || isWaiting(await readContainerFile(successor, standByFile(name)))
  }

  async sight(service: string): Promise<Sighting> {
    return await sightContainer(await this.#require(service))
  }

  async lastLines(service: string): Promise<string[]> {
    const query = { services: [service], tail: 20, follow: false, signal: AbortSignal.timeout(3000) }
    const find = async () => await this.#ground.containers.findSuccessor(service)
    const lines = containerLogs(find, service, query, this.#ground.clock)
    return await Array.fromAsync(lines, ({ text }) => text).catch(() => [])
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    const result = await execIn(await this.#require(service), command)
    return result ?? { exitCode: 1, stdout: '', stderr: 'its container has ended' }
  }

  async stopOld({ name, stopTimeoutMs }: DesiredService): Promise<void> {
    const { containers, steps } = this.#ground
    const old = await containers.find(name)
    if (old) await steps.stop(old, stopTimeoutMs)
  }

  async takeOver(service: DesiredService): Promise<void> {
    const { steps } = this.#ground
    const successor = await this.#require(service.name)
    if (service.published) return await steps.start(successor)
    for (const { name, aliases } of launchOf(service).networks)
      await steps.attach({ container: successor, network: name, aliases })
    await successor.kill({ signal: 'SIGUSR2' })
  }

  async isReady(service: string): Promise<boolean> {
    const [answer] = await callIn(await this.#require(service), [{ method: 'GET', path: '/readyz' }])
    return answer?.status === 200
  }

  async takeBack(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    await this.discard(service)
    await steps.start(await containers.require(service))
  }

  async promote(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    const successor = await containers.findSuccessor(service)
    if (successor === undefined) return
    const old = await containers.find(service)
    if (old) await steps.remove(old)
    const { Name } = await successor.inspect()
    await successor.rename({ name: Name.slice(1, -successorName('').length) })
  }

  async discard(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    const successor = await containers.findSuccessor(service)
    if (successor) await steps.remove(successor)
  }

  async #require(service: string): Promise<Docker.Container> {
    const found = await this.#ground.containers.findSuccessor(service)
    if (found) return found
    throw new CliFailure('SUCCESSOR_GONE', `the new container of ${service} is gone`, {
      evidence: ['somebody removed it while it was being made'],
      fix: `bartab deploy ${service}`,
    })
  }
}

function launchOf({ name, launch }: DesiredService): ContainerLaunch {
  if (launch.kind === 'container') return launch
  throw new Error(`${name} is not described as a container`)
}
