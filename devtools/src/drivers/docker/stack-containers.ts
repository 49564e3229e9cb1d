import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import { labels } from './labels.ts'

const ending = '.next'

/** The name of the container that is to follow a service's. */
export const successorName = (container: string): string => `${container}${ending}`
export const isSuccessorName = (container: string): boolean => container.endsWith(ending)

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
    const found = (await this.#list(service)).filter(({ Names }) => !isSuccessorName(Names[0] ?? ''))
    const [best] = found.sort((a, b) => Number(b.State === 'running') - Number(a.State === 'running'))
    return best && this.#engine.getContainer(best.Id)
  }

  async findSuccessor(service: string): Promise<Docker.Container | undefined> {
    const found = (await this.#list(service)).find(({ Names }) => isSuccessorName(Names[0] ?? ''))
    return found && this.#engine.getContainer(found.Id)
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
