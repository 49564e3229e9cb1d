import type { StoredFile } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import type { Context } from '../../cli/context.ts'
import { type BuildEvent, buildImages } from '../../images/build-images.ts'
import { imageNames } from '../../images/image-definitions.ts'
import type { Desired, DesiredService } from '../../plan/desired.ts'
import type { Observed } from '../../plan/observed.ts'
import type { DriverStep } from '../../plan/step.ts'
import { sendImages } from '../../remote/send-images.ts'
import type { Stack } from '../../stack/stack.ts'
import type { Driver, ExecResult, InternalAnswer, InternalCall, LogLine, LogQuery } from '../driver.ts'
import { askReadiness } from '../health.ts'
import { mergeLogs, mergeTails } from '../merge-logs.ts'
import { awaitReady } from '../readiness.ts'
import { besideOthers, doorSysctls, isCutOff, isParked } from './container-door.ts'
import { execIn, outputIn } from './container-exec.ts'
import { readContainerFile } from './container-file.ts'
import { containerFiles } from './container-files.ts'
import { containerLogs } from './container-logs.ts'
import { ContainerSuccessors } from './container-successors.ts'
import { desireContainers } from './desire-containers.ts'
import { DockerSteps } from './docker-steps.ts'
import { fillVolume } from './fill-volume.ts'
import { askIn, callIn } from './internal-request.ts'
import { observeContainers, sightContainer } from './observe-containers.ts'
import { StackContainers } from './stack-containers.ts'
import { usableImages } from './usable-images.ts'

/** A gateway answers a hand-over once the old place has nothing left to do, in ms. */
const callTimeoutMs = 40_000

const oldKernel =
  'the kernel of this engine is older than 5.14: whoever connects in the very moment in which a gateway is replaced may be refused'

/** Runs a stack as containers of a Docker engine. */
export class DockerDriver implements Driver {
  readonly kind = 'docker'
  /** The client, for what only this driver can do, such as building images. */
  readonly engine: Docker
  readonly successors: ContainerSuccessors
  readonly #context: Context
  readonly #dataDir: string | undefined
  readonly #steps: DockerSteps
  readonly #containers: StackContainers

  constructor(context: Context, engine: Docker, dataDir: string | undefined) {
    this.#context = context
    this.engine = engine
    this.#dataDir = dataDir
    this.#steps = new DockerSteps(engine, context)
    this.#containers = new StackContainers(engine, context.stackName)
    const [steps, containers] = [this.#steps, this.#containers]
    this.successors = new ContainerSuccessors({ ...context, engine, steps, containers })
  }

  async desire(stack: Stack): Promise<Desired> {
    return desireContainers(stack)
  }

  async observe(desired?: Desired): Promise<Observed> {
    const { stackName, clock } = this.#context
    return await observeContainers({
      ...{ engine: this.engine, stackName, clock, dataDir: this.#dataDir },
      images: async () => (desired ? await usableImages(this.engine, this.#context, desired) : new Map()),
      ready: async (container) => await askReadiness(async (path) => await askIn(container, path, 0)),
      alive: async (container) => await askIn(container, '/healthz', 0),
    })
  }

  async execute(step: DriverStep, signal: AbortSignal): Promise<void> {
    switch (step.do) {
      case 'build-images':
        return await this.buildImages(step.services)
      case 'pull-image':
        return await this.#steps.pullImage(step.image)
      case 'create-network':
        return await this.#steps.createNetwork(step.network)
      case 'remove-network':
        return await this.#steps.removeNetwork(step.name)
      case 'create-volume':
        return await this.#steps.createVolume(step.volume)
      case 'remove-volume':
        return await this.#steps.removeVolume(step.name)
      case 'create-service':
        return await this.#create(step.service)
      case 'start-service':
        return await this.startService(step.name)
      case 'resume-service':
        return await this.#steps.resume(await this.#containers.require(step.name))
      case 'stop-service':
        return await this.stopService(step.name, step.timeoutMs)
      case 'remove-service':
        return await this.#remove(step.name)
      case 'attach-network':
        return await this.#steps.attach({ ...step, container: await this.#containers.onNetworks(step.name) })
      case 'detach-network':
        return await this.#steps.detach(await this.#containers.onNetworks(step.name), step.network)
      case 'build-web-client':
        return
      case 'await-ready':
        return await awaitReady(this.#watch(signal), step)
      default:
        step satisfies never
    }
  }

  /** Builds the images of services that are not up to date. */
  async buildImages(services: readonly string[], progress?: (event: BuildEvent) => void): Promise<void> {
    const { root, version, remote, env } = this.#context
    const wanted = imageNames.filter((name) => services.includes(name))
    const sent = remote && (await sendImages({ to: this.engine, env, root, version, images: wanted }))
    const images = wanted.filter((name) => sent?.includes(name) !== true)
    if (images.length === 0) return
    await buildImages({ engine: this.engine, root, version, images, ...(progress ? { progress } : {}) })
  }

  async internal(service: string, path: string, patienceMs = 0): Promise<InternalAnswer | undefined> {
    const container = await this.#containers.find(service)
    return container && (await askIn(container, path, patienceMs))
  }

  async calls(service: string, calls: readonly InternalCall[]): Promise<InternalAnswer[]> {
    const container = await this.#containers.find(service)
    return container === undefined ? [] : await callIn(container, calls, { timeoutMs: callTimeoutMs })
  }

  async readFile(service: string, path: string): Promise<Buffer | undefined> {
    const container = await this.#containers.find(service)
    return container && (await readContainerFile(container, path))
  }

  async *files(service: string, path: string): AsyncGenerator<StoredFile> {
    const container = await this.#containers.find(service)
    if (container) yield* containerFiles(container, path)
  }

  async fill(service: DesiredService, files: AsyncIterable<StoredFile>): Promise<void> {
    await fillVolume(this.engine, this.#context.stackName, service, files, (volume) => this.#steps.createVolume(volume))
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    const result = await execIn(await this.#containers.require(service), command)
    if (result !== undefined) return result
    throw notRunning(service)
  }

  async *output(service: string, command: readonly string[]): AsyncGenerator<Buffer> {
    const container = await this.#containers.require(service)
    if (!(await container.inspect()).State.Running) throw notRunning(service)
    yield* outputIn(container, service, command)
  }

  async startService(name: string): Promise<void> {
    const container = await this.#containers.require(name)
    const door = await this.#containers.findDoor(name)
    if (door) await this.#steps.start(door)
    const seen = await container.inspect()
    const isCut = door !== undefined && isCutOff(seen, await door.inspect())
    if (seen.State.Running && (isCut || (await isParked(container)))) await container.restart()
    else await this.#steps.start(container)
  }

  async stopService(name: string, timeoutMs = 10_000): Promise<void> {
    const [container, door] = [await this.#containers.find(name), await this.#containers.findDoor(name)]
    if (container) await this.#steps.stop(container, timeoutMs)
    if (door) await this.#steps.stop(door, timeoutMs)
  }

  async *logs(query: LogQuery): AsyncGenerator<LogLine> {
    const names = query.services.length > 0 ? query.services : await this.#containers.services()
    const { clock } = this.#context
    const logs = names.map((name) => containerLogs(async () => await this.#containers.find(name), name, query, clock))
    yield* query.follow ? mergeLogs(logs) : mergeTails(logs)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #remove(service: string): Promise<void> {
    const [container, door] = [await this.#containers.find(service), await this.#containers.findDoor(service)]
    // killed in between, it leaves a gateway that is nowhere, and not a door that nobody looks for
    if (door) await this.#steps.remove(door)
    if (container) await this.#steps.remove(container)
  }

  async #create(service: DesiredService): Promise<void> {
    if (!service.published || service.launch.kind !== 'container') return await this.#steps.createService(service)
    const sysctls = await doorSysctls(this.engine)
    if (sysctls === undefined) this.#context.terminal.say(oldKernel)
    await this.#steps.createService({ ...service, launch: besideOthers(service.launch) }, { sysctls })
  }

  #watch(signal: AbortSignal) {
    const { verb, stackName, clock } = this.#context
    const sight = async (name: string) => await sightContainer(await this.#containers.require(name))
    return { driver: this, verb, stackName, clock, signal, sight }
  }
}

const notRunning = (service: string) => new CliFailure('NOT_RUNNING', `${service} is not running`, { fix: 'bartab up' })
