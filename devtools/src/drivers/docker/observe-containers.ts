import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import type { Observed, ObservedService, ObservedSuccessor, Publication, ServiceState } from '../../plan/observed.ts'
import type { InternalAnswer } from '../driver.ts'
import { healthOf } from '../health.ts'
import type { Sighting } from '../readiness.ts'
import { doorLabel, isCutOff, isParked } from './container-door.ts'
import { labels } from './labels.ts'
import { doorsOf, inPlace, isSuccessorName } from './stack-containers.ts'

export interface DockerView {
  engine: Docker
  stackName: string
  /** Where data is kept in folders in place of volumes. */
  dataDir: string | undefined
  clock: () => number
  images(): Promise<ReadonlyMap<string, string>>
  ready(container: Docker.Container): Promise<InternalAnswer | undefined>
  /** A bot's own word on how it does. */
  alive(container: Docker.Container): Promise<InternalAnswer | undefined>
}

/** Everything on the engine that carries the stack's label, and the images that it could use. */
export async function observeContainers(view: DockerView): Promise<Observed> {
  const { engine, stackName } = view
  const filters = { label: [`${labels.stack}=${stackName}`] }
  const [containers, networks, { Volumes }, images] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
    view.images(),
  ])
  const successors = containers.filter(({ Names }) => isSuccessorName(Names[0] ?? ''))
  const doors = doorsOf(containers)
  const doorOf = (service: string | undefined) => doors.find(({ Labels }) => Labels[labels.service] === service)?.Id
  const found = inPlace(containers).map(({ Id, Labels }) => observeContainer(view, Id, doorOf(Labels[labels.service])))
  const services = (await Promise.all(found)).flat()
  const isUp = (service: string) => services.some(({ name, state }) => name === service && state === 'running')
  return {
    networks: networks.map(({ Name, Labels, Internal }) => ({
      name: Name,
      internal: Internal,
      hash: Labels?.[labels.hash] ?? '',
    })),
    volumes: [...(Volumes ?? []).map(({ Name }) => Name), ...foldersIn(view.dataDir)],
    images,
    services,
    successors: await Promise.all(successors.map((found) => observeSuccessor(view, found, isUp))),
  }
}

/** It is ready when it answers while the old one does not run. */
async function observeSuccessor(
  { engine, ready }: DockerView,
  { Id, State, Labels }: Docker.ContainerInfo,
  isUp: (service: string) => boolean,
): Promise<ObservedSuccessor> {
  const name = Labels[labels.service] ?? ''
  const answer = State === 'running' && !isUp(name) ? await ready(engine.getContainer(Id)) : undefined
  return { name, hash: Labels[labels.hash] ?? '', ready: answer?.status === 200 }
}

async function observeContainer(view: DockerView, id: string, doorId?: string): Promise<ObservedService[]> {
  const container = view.engine.getContainer(id)
  const seen = await container.inspect().catch(goneMeanwhile)
  if (seen === undefined) return []
  const { State, Config, Name, Image, RestartCount, HostConfig } = seen
  const door =
    doorId === undefined ? seen : ((await view.engine.getContainer(doorId).inspect().catch(goneMeanwhile)) ?? seen)
  const publish = publishOf(door)
  const data = HostConfig.Mounts?.find(({ Target }) => Target === '/data')?.Source
  const name = Config.Labels[labels.service] ?? Name.slice(1)
  const role = roleOf(Config.Labels[labels.role])
  const servesNobody = publish && State.Running && (isCutOff(seen, door) || (await isParked(container)))
  const state = servesNobody ? 'stopped' : stateOf(State)
  const ask = role === 'bot' ? view.alive : view.ready
  const answer = state === 'running' ? await ask(container) : undefined
  const startedTs = state !== 'stopped' && State.Running ? Date.parse(State.StartedAt) : undefined
  return [
    {
      name,
      role,
      handle: Name.slice(1),
      state,
      ...(role === 'bot' && answer ? { said: answer.body } : {}),
      health: healthOf(role, state, answer, startedTs, view.clock()),
      hash: Config.Labels[labels.hash] ?? '',
      image: Config.Image,
      imageId: Image,
      networks: Object.keys(door.NetworkSettings.Networks),
      ...(publish === undefined ? {} : { publish }),
      ...(data === undefined ? {} : { data }),
      limits: {
        memoryMb: Math.round((HostConfig.Memory ?? 0) / (1024 * 1024)),
        pids: HostConfig.PidsLimit ?? 0,
        restart: HostConfig.RestartPolicy?.Name || 'no',
      },
      ...(Config.Labels[labels.secrets] === undefined ? {} : { secrets: Config.Labels[labels.secrets] }),
      restarts: RestartCount,
      ...(startedTs === undefined ? {} : { startedTs }),
      ...(state === 'created' || State.Running ? {} : { lastExit: lastExitOf(State) }),
    },
  ]
}

/** Where the host publishes it. One that is in the network of another is published by that one. */
function publishOf({ HostConfig, Config, State }: Docker.ContainerInspectInfo): Publication | undefined {
  const [binding] = Object.values((HostConfig.PortBindings ?? {}) as Docker.PortMap).flat()
  if (binding?.HostPort === undefined) return undefined
  const { HostIp: address = '', HostPort } = binding
  return { address, port: Number(HostPort), stays: Config.Labels[doorLabel] !== undefined, held: State.Running }
}

type State = Awaited<ReturnType<Docker.Container['inspect']>>['State']

function stateOf({ Status }: State): ServiceState {
  if (Status === 'running' || Status === 'restarting' || Status === 'created' || Status === 'paused') return Status
  return 'stopped'
}

const lastExitOf = ({ ExitCode, OOMKilled, Error: error }: State): string =>
  OOMKilled ? 'out of memory' : error ? `${error} (exit code ${ExitCode})` : `exit code ${ExitCode}`

/** How a container's process does. */
export async function sightContainer(container: Docker.Container): Promise<Sighting> {
  const { State, RestartCount } = await container.inspect()
  const running = State.Running && !State.Restarting
  return { running, restarts: RestartCount, lastExit: running ? undefined : lastExitOf(State) }
}

function goneMeanwhile(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode !== 404) throw error
}

function foldersIn(dataDir: string | undefined): string[] {
  if (dataDir === undefined || !existsSync(dataDir)) return []
  return readdirSync(dataDir).map((name) => join(dataDir, name))
}

const roleOf = (label: string | undefined): ObservedService['role'] =>
  label === 'bot' || label === 'sidecar' ? label : 'server'
