import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import { labels } from './labels.ts'

const endings = { successor: '.next', door: '.door' } as const

/** The name of the container that is to follow a service's. */
export const successorName = (container: string): string => `${container}${endings.successor}`
export const isSuccessorName = (container: string): boolean => container.endsWith(endings.successor)
/** The name of a gateway's first container, once another is in its network and place. */
export const doorName = (container: string): string => `${container}${endings.door}`
export const isDoorName = (container: string): boolean => container.endsWith(endings.door)

const isUp = ({ State }: Docker.ContainerInfo): boolean => State === 'running'
const isDoor = ({ Names }: Docker.ContainerInfo): boolean => isDoorName(Names[0] ?? '')

/** The doors among containers. One with nobody in its network is in the place of the service, as where a command was killed. */
export function doorsOf(containers: readonly Docker.ContainerInfo[]): Docker.ContainerInfo[] {
  const others = withoutSuccessors(containers).filter((container) => !isDoor(container))
  const hasSomebody = ({ Labels }: Docker.ContainerInfo) =>
    others.some((other) => other.Labels[labels.service] === Labels[labels.service])
  return containers.filter((container) => isDoor(container) && hasSomebody(container))
}

/** The containers that are neither a successor nor a door. */
export function inPlace(containers: readonly Docker.ContainerInfo[]): Docker.ContainerInfo[] {
  const doors = doorsOf(containers)
  return withoutSuccessors(containers).filter((container) => !doors.includes(container))
}

const withoutSuccessors = (containers: readonly Docker.ContainerInfo[]) =>
  containers.filter(({ Names }) => !isSuccessorName(Names[0] ?? ''))

/** The containers of one stack, found by their labels, whatever they are called. */
export class StackContainers {
  readonly #engine: Docker
  readonly #stackName: string

  constructor(engine: Docker, stackName: string) {
    this.#engine = engine
    this.#stackName = stackName
  }

  /** The container in the place of a service, the running one first. */
  async find(service: string): Promise<Docker.Container | undefined> {
    const [best] = inPlace(await this.#list(service)).sort((a, b) => Number(isUp(b)) - Number(isUp(a)))
    return best && this.#engine.getContainer(best.Id)
  }

  async findSuccessor(service: string): Promise<Docker.Container | undefined> {
    const found = (await this.#list(service)).find(({ Names }) => isSuccessorName(Names[0] ?? ''))
    return found && this.#engine.getContainer(found.Id)
  }

  /** The container whose network a gateway is in that has followed another. */
  async findDoor(service: string): Promise<Docker.Container | undefined> {
    const [found] = doorsOf(await this.#list(service))
    return found && this.#engine.getContainer(found.Id)
  }

  /** The container that is on a service's networks. @throws {CliFailure} NO_SUCH_SERVICE. */
  async onNetworks(service: string): Promise<Docker.Container> {
    return (await this.findDoor(service)) ?? (await this.require(service))
  }

  /** @throws {CliFailure} NO_SUCH_SERVICE. */
  async require(service: string): Promise<Docker.Container> {
    const container = await this.find(service)
    if (container !== undefined) return container
    throw new CliFailure('NO_SUCH_SERVICE', `this stack has no container for ${service}`, { fix: 'bartab up' })
  }

  /** The names of all services that have a container. */
  async services(): Promise<string[]> {
    const found = await this.#list()
    return [...new Set(found.map(({ Labels }) => Labels[labels.service] ?? ''))].sort()
  }

  async #list(service?: string): Promise<Docker.ContainerInfo[]> {
    const label = [`${labels.stack}=${this.#stackName}`]
    if (service !== undefined) label.push(`${labels.service}=${service}`)
    return await this.#engine.listContainers({ all: true, filters: { label } })
  }
}
