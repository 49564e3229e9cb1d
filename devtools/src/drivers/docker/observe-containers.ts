import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import type { Observed, ObservedService, ObservedSuccessor, ServiceState } from '../../plan/observed.ts'
import type { InternalAnswer } from '../driver.ts'
import { healthOf } from '../health.ts'
import type { Sighting } from '../readiness.ts'
import { labels } from './labels.ts'
import { isSuccessorName } from './stack-containers.ts'

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
  const inPlace = containers.filter((container) => !successors.includes(container))
  const isUp = (service: string) =>
    inPlace.some(({ Labels, State }) => Labels[labels.service] === service && State === 'running')
  return {
    networks: networks.map(({ Name, Labels, Internal }) => ({
      name: Name,
      internal: Internal,
      hash: Labels?.[labels.hash] ?? '',
    })),
    volumes: [...(Volumes ?? []).map(({ Name }) => Name), ...foldersIn(view.dataDir)],
    images,
    services: (await Promise.all(inPlace.map(({ Id }) => observeContainer(view, Id)))).flat(),
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

async function observeContainer(view: DockerView, id: string): Promise<ObservedService[]> {
  const container = view.engine.getContainer(id)
  const seen = await container.inspect().catch(goneMeanwhile)
  if (seen === undefined) return []
  const { State, Config, Name, Image, RestartCount, NetworkSettings, HostConfig } = seen
  const data = HostConfig.Mounts?.find(({ Target }) => Target === '/data')?.Source
  const name = Config.Labels[labels.service] ?? Name.slice(1)
  const role = roleOf(Config.Labels[labels.role])
  const state = stateOf(State)
  const ask = role === 'bot' ? view.alive : view.ready
  const answer = state === 'running' ? await ask(container) : undefined
  const startedTs = State.Running ? Date.parse(State.StartedAt) : undefined
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
      networks: Object.keys(NetworkSettings.Networks),
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
