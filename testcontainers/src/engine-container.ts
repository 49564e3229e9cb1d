import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { sessionLabels } from './session.ts'
import type { StartedBartabStack } from './started-bartab-stack.ts'

type Engine = ContainerRuntimeClient['container']['dockerode']
type EngineContainer = ReturnType<Engine['getContainer']>

/** The container of a service as the engine knows it: to be killed, paused, stopped, started. */
export async function engineContainer(stack: StartedBartabStack, service: string): Promise<EngineContainer> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  return dockerode.getContainer(stack.container(service).getId())
}

export interface SuccessorOptions {
  /** Runs this instead of the image's own server. */
  script?: string
}

/** A second container of a service, made like the first but not started; dispose of it before the stack. */
export async function successor(stack: StartedBartabStack, service: string, { script }: SuccessorOptions = {}) {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const first = await dockerode.getContainer(stack.container(service).getId()).inspect()
  const { Image, Env, User } = first.Config
  const created = await dockerode.createContainer({
    ...{ Image, Env, User, HostConfig: first.HostConfig },
    ...(script === undefined ? {} : { Entrypoint: ['node', '-e', script], Cmd: [] }),
    Labels: { ...first.Config.Labels, ...sessionLabels() },
    NetworkingConfig: {
      EndpointsConfig: { [`${stack.name}-core`]: { Aliases: [service, `${service}-internal`] } },
    },
  })
  return {
    container: created,
    async [Symbol.asyncDispose]() {
      await created.remove({ force: true })
    },
  }
}
