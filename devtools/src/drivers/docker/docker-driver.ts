import type { StoredFile } from '@bartab/backups'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import Docker from 'dockerode'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { type BuildEvent, buildImages, staleImages } from '../../images/build-images.ts'
import { imageNames, imageReference } from '../../images/image-definitions.ts'
import type { Desired, DesiredService } from '../../plan/desired.ts'
import type { Observed } from '../../plan/observed.ts'
import type { Step } from '../../plan/step.ts'
import type { Stack } from '../../stack/stack.ts'
import type { Driver, ExecResult, InternalAnswer, LogLine, LogQuery } from '../driver.ts'
import { askReadiness } from '../health.ts'
import { mergeLogs, mergeTails } from '../merge-logs.ts'
import { awaitReady, type Sighting } from '../readiness.ts'
import { execIn } from './container-exec.ts'
import { readContainerFile } from './container-file.ts'
import { containerFiles } from './container-files.ts'
import { containerLogs } from './container-logs.ts'
import { desireContainers } from './desire-containers.ts'
import { DockerSteps } from './docker-steps.ts'
import { fillVolume } from './fill-volume.ts'
import { engineCandidates, engineFault, findEngine } from './find-engine.ts'
import { askIn } from './internal-request.ts'
import { labels } from './labels.ts'
import { lastExitOf, observeContainers } from './observe-containers.ts'

/**
 * Connects to the engine that `DOCKER_HOST` names, or that answers on a usual socket.
 *
 * @throws {CliFailure} NO_ENGINE (exit 69) with what each place answered.
 */
export async function connectDocker(context: Context, dataDir: string | undefined): Promise<DockerDriver> {
  const engine = await findEngine(context.env)
  if (engine === undefined) throw await noEngine(context)
  return new DockerDriver(context, new Docker({ ...engine.options }), dataDir)
}

async function noEngine({ env, stackName }: Context): Promise<CliFailure> {
  const places = engineCandidates(env)
  const evidence = await Promise.all(places.map(async (place) => `${place.where}: ${await engineFault(place)}`))
  return new CliFailure('NO_ENGINE', 'no Docker engine answers', {
    evidence:
      evidence.length > 0 ? evidence : ["there is no engine's socket on this machine, and DOCKER_HOST is not set"],
    fix: `start it (sudo systemctl start docker); for a new stack, do without: ${commandOn(stackName, 'up --driver process')}`,
    exitCode: exitCodes.noEngine,
  })
}

/** Runs a stack as containers of a Docker engine. */
export class DockerDriver implements Driver {
  readonly kind = 'docker'
  /** The client, for what only this driver can do, such as building images. */
  readonly engine: Docker
  readonly #context: Context
  readonly #dataDir: string | undefined
  readonly #steps: DockerSteps

  constructor(context: Context, engine: Docker, dataDir: string | undefined) {
    this.#context = context
    this.engine = engine
    this.#dataDir = dataDir
    this.#steps = new DockerSteps(engine, context)
  }

  async desire(stack: Stack): Promise<Desired> {
    return desireContainers(stack)
  }

  async observe(desired?: Desired): Promise<Observed> {
    const { stackName, clock } = this.#context
    return await observeContainers({
      engine: this.engine,
      stackName,
      clock,
      dataDir: this.#dataDir,
      images: async () => (desired ? await this.#images(desired) : new Map()),
      ready: async (container) => await askReadiness(async (path) => await askIn(container, path, 0)),
    })
  }

  async execute(step: Step, signal: AbortSignal): Promise<void> {
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
        return await this.#steps.createService(step.service)
      case 'start-service':
        return await this.startService(step.name)
      case 'stop-service':
        return await this.stopService(step.name, step.timeoutMs)
      case 'remove-service': {
        const container = await this.#find(step.name)
        return container && (await this.#steps.remove(container))
      }
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
    const { root, version } = this.#context
    const images = imageNames.filter((name) => services.includes(name))
    await buildImages({ engine: this.engine, root, version, images, ...(progress ? { progress } : {}) })
  }

  async internal(service: string, path: string, patienceMs = 0): Promise<InternalAnswer | undefined> {
    const container = await this.#find(service)
    return container && (await askIn(container, path, patienceMs))
  }

  async readFile(service: string, path: string): Promise<Buffer | undefined> {
    const container = await this.#find(service)
    return container && (await readContainerFile(container, path))
  }

  async *files(service: string, path: string): AsyncGenerator<StoredFile> {
    const container = await this.#find(service)
    if (container) yield* containerFiles(container, path)
  }

  async fill(service: DesiredService, files: AsyncIterable<StoredFile>): Promise<void> {
    await fillVolume(this.engine, this.#context.stackName, service, files, (volume) => this.#steps.createVolume(volume))
  }

  async exec(service: string, command: readonly string[]): Promise<ExecResult> {
    const result = await execIn(await this.#need(service), command)
    if (result !== undefined) return result
    throw new CliFailure('NOT_RUNNING', `${service} is not running`, { fix: 'bartab up' })
  }

  async startService(name: string): Promise<void> {
    await this.#steps.start(await this.#need(name))
  }

  async stopService(name: string, timeoutMs = 10_000): Promise<void> {
    const container = await this.#find(name)
    if (container) await this.#steps.stop(container, timeoutMs)
  }

  async *logs(query: LogQuery): AsyncGenerator<LogLine> {
    const names = query.services.length > 0 ? query.services : await this.#services()
    const { clock } = this.#context
    const logs = names.map((name) => containerLogs(async () => await this.#find(name), name, query, clock))
    yield* query.follow ? mergeLogs(logs) : mergeTails(logs)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #find(service: string): Promise<Docker.Container | undefined> {
    const label = [`${labels.stack}=${this.#context.stackName}`, `${labels.service}=${service}`]
    const found = await this.engine.listContainers({ all: true, filters: { label } })
    const [best] = found.sort((a, b) => Number(b.State === 'running') - Number(a.State === 'running'))
    return best && this.engine.getContainer(best.Id)
  }

  async #need(service: string): Promise<Docker.Container> {
    const container = await this.#find(service)
    if (container !== undefined) return container
    throw new CliFailure('NO_SUCH_SERVICE', `this stack has no container for ${service}`, { fix: 'bartab up' })
  }

  async #services(): Promise<string[]> {
    const filters = { label: [`${labels.stack}=${this.#context.stackName}`] }
    const found = await this.engine.listContainers({ all: true, filters })
    return found.map(({ Labels }) => Labels[labels.service] ?? '').sort()
  }

  /** The images of the engine, without those that were built here of something else than what lies here now. */
  async #images({ services }: Desired): Promise<ReadonlyMap<string, string>> {
    const { root, version } = this.#context
    const builtHere = services.filter(({ launch }) => launch.kind === 'container' && launch.builtHere)
    const images = imageNames.filter((name) => builtHere.some((service) => service.name === name))
    const [listed, stale] = await Promise.all([
      this.engine.listImages(),
      images.length === 0 ? [] : staleImages({ engine: this.engine, root, version, images }),
    ])
    const outdated = new Set(stale.map((name) => imageReference(name, version)))
    const tags = listed.flatMap(({ Id, RepoTags }) => (RepoTags ?? []).map((tag) => [tag, Id] as const))
    return new Map(tags.filter(([tag]) => !outdated.has(tag)))
  }

  #watch(signal: AbortSignal) {
    const { verb, stackName, clock } = this.#context
    return { driver: this, verb, stackName, clock, signal, sight: async (name: string) => await this.#sight(name) }
  }

  async #sight(service: string): Promise<Sighting> {
    const container = await this.#need(service)
    const { State, RestartCount } = await container.inspect()
    const running = State.Running && !State.Restarting
    return { running, restarts: RestartCount, lastExit: running ? undefined : lastExitOf(State) }
  }
}
