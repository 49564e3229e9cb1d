import { randomUUID } from 'node:crypto'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import type { ContainerLaunch, DesiredService } from '../../plan/desired.ts'
import type { ExecResult } from '../driver.ts'
import type { Sighting } from '../readiness.ts'
import { isWaiting, type Successors, standByFile, standByVariable } from '../successors.ts'
import { insideOf, isInside, isParked, park } from './container-door.ts'
import { execIn } from './container-exec.ts'
import { readContainerFile } from './container-file.ts'
import { containerLogs } from './container-logs.ts'
import { signalIn } from './container-signal.ts'
import type { DockerSteps } from './docker-steps.ts'
import { callIn } from './internal-request.ts'
import { sightContainer } from './observe-containers.ts'
import { doorName, type StackContainers, successorName } from './stack-containers.ts'

export interface ContainerGround {
  engine: Docker
  stackName: string
  containers: StackContainers
  steps: DockerSteps
  clock: () => number
}

/** How long a gateway that others share a port with may take to leave it, in ms: what is under way there ends first. */
const leaveTimeoutMs = 20_000

/**
 * A successor is a second container, on no network until it takes over the name of the old one. The gateway's is in the
 * network of the first gateway, which has the published port, and listens beside the old one.
 */
export class ContainerSuccessors implements Successors {
  readonly #ground: ContainerGround

  constructor(ground: ContainerGround) {
    this.#ground = ground
  }

  async create(service: DesiredService): Promise<void> {
    const { steps, engine } = this.#ground
    await this.discard(service.name)
    if (service.published) return await this.#createInside(service)
    const launch = launchOf(service)
    const container = successorName(launch.container)
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
    if (name === undefined) return await this.isReady(service)
    return isWaiting(await readContainerFile(successor, standByFile(name)))
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

  async stopOld({ name, published, stopTimeoutMs }: DesiredService): Promise<void> {
    const { containers, steps } = this.#ground
    const old = await containers.find(name)
    if (old === undefined) return
    if (published && !isInside(await old.inspect())) return await park(old, leaveTimeoutMs)
    await steps.stop(old, published ? leaveTimeoutMs : stopTimeoutMs)
  }

  async takeOver(service: DesiredService): Promise<void> {
    if (service.published) return
    const { steps } = this.#ground
    const successor = await this.#require(service.name)
    for (const { name, aliases } of launchOf(service).networks)
      await steps.attach({ container: successor, network: name, aliases })
    await signalIn(successor, 'SIGUSR2')
  }

  async isReady(service: string): Promise<boolean> {
    const [answer] = await callIn(await this.#require(service), [{ method: 'GET', path: '/readyz' }])
    return answer?.status === 200
  }

  async takeBack(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    await this.discard(service)
    const old = await containers.require(service)
    if (await isParked(old)) await old.restart()
    else await steps.start(old)
  }

  async promote(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    const successor = await containers.findSuccessor(service)
    if (successor === undefined) return
    const follower = await successor.inspect()
    const name = follower.Name.slice(1, -successorName('').length)
    const old = await containers.find(service)
    if (old && isInside(follower)) await this.#giveUpName(old, name)
    else if (old) await steps.remove(old)
    await successor.rename({ name })
  }

  async discard(service: string): Promise<void> {
    const { containers, steps } = this.#ground
    const successor = await containers.findSuccessor(service)
    if (successor === undefined) return
    // people may be connected to it already
    if (isInside(await successor.inspect())) await steps.stop(successor, leaveTimeoutMs)
    await steps.remove(successor)
  }

  /** The gateway that owns the network stays as the door; one that was in it as well goes. */
  async #giveUpName(old: Docker.Container, name: string): Promise<void> {
    const seen = await old.inspect()
    if (isInside(seen)) return await this.#ground.steps.remove(old)
    if (seen.Name.slice(1) !== doorName(name)) await old.rename({ name: doorName(name) })
  }

  async #createInside(service: DesiredService): Promise<void> {
    const { containers, steps } = this.#ground
    const old = await containers.require(service.name)
    const launch = launchOf(service)
    const inside = insideOf(launch, (await old.inspect()).Config.Env)
    const { id: within } = await containers.onNetworks(service.name)
    const container = successorName(launch.container)
    await steps.createService({ ...service, joins: [], launch: { ...inside, container } }, { within })
    await steps.start(await this.#require(service.name))
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
