import { join } from 'node:path'
import type { ContainerLaunch, Desired, DesiredNetwork, DesiredService, NetworkPlace } from '../../plan/desired.ts'
import { dataName } from '../../stack/data-name.ts'
import { containerPlacement, containerPorts, environmentOf } from '../../stack/placement.ts'
import { secretsOf } from '../../stack/secret-versions.ts'
import type { Service, Stack, StackNetwork } from '../../stack/stack.ts'
import { stateHash } from '../../stack/state-hash.ts'
import { v8Options } from '../../stack/v8-options.ts'

export const tmpfsOptions = 'rw,noexec,nosuid,nodev,size=64m'

/** A stack as containers, networks and volumes. */
export function desireContainers(stack: Stack): Desired {
  return {
    networks: stack.networks.map((network) => desireNetwork(stack, network)),
    volumes: stack.services
      .filter(({ keepsData }) => keepsData)
      .map((service) => ({ name: dataOf(stack, service), service: service.name })),
    services: stack.services.map((service) => desireContainer(stack, service)),
  }
}

function desireNetwork(stack: Stack, { name, internal }: StackNetwork): DesiredNetwork {
  return { name: `${stack.name}-${name}`, internal, hash: stateHash({ name, internal, schema: 1 }) }
}

function desireContainer(stack: Stack, service: Service): DesiredService {
  const { name, role, answersReadiness, published, stopTimeoutMs } = service
  const launch: ContainerLaunch = {
    kind: 'container',
    container: `${stack.name}-${name}`,
    image: service.image,
    builtHere: service.image === `bartab/${name}:${stack.version}`,
    env: { ...environmentOf(service, containerPlacement), NODE_OPTIONS: v8Options(service.limits).join(' ') },
    networks: service.attachments.map(({ network, aliases }) => ({ name: `${stack.name}-${network}`, aliases })),
    data: sharedDataOf(stack, service),
    ...(role === 'sidecar' && service.entry !== undefined ? { command: [service.entry] } : {}),
    files: service.files,
    limits: service.limits,
    publish: published ? { ...stack.listen, containerPort: containerPorts.public } : undefined,
  }
  const hash = stateHash({ launch, stopTimeoutMs })
  const joins = joinsOf(stack, service)
  return { name, role, hash, launch, joins, ...secretsOf(service), answersReadiness, published, stopTimeoutMs }
}

/** Its own volume, or a sidecar's neighbour's. */
function sharedDataOf(stack: Stack, service: Service): string | undefined {
  if (service.beside !== undefined) return dataOf(stack, { ...service, name: service.beside })
  return service.keepsData ? dataOf(stack, service) : undefined
}

/** Each bot's network has the gateway on it, which is not made anew for that. */
function joinsOf({ name, networks }: Stack, service: Service): NetworkPlace[] {
  const own = service.name === 'gateway' ? networks.filter((network) => network.name.startsWith('bot-')) : []
  return own.map((network) => ({ name: `${name}-${network.name}`, aliases: ['gateway'] }))
}

function dataOf(stack: Stack, service: Service): string {
  const name = dataName(stack, service)
  return stack.dataDir === undefined ? `${stack.name}-${name}` : join(stack.dataDir, name)
}
