import type Docker from 'dockerode'
import type { ContainerLaunch, DesiredService } from '../../plan/desired.ts'
import { restartPolicy } from '../../plan/judge-service.ts'
import type { Limits } from '../../stack/stack.ts'
import { tmpfsOptions } from './desire-containers.ts'
import { labels } from './labels.ts'

const mebibyte = 1024 * 1024

/** In which network a container is to be, where it is not in one of its own. */
export interface Surroundings {
  /** The id of the container whose network it joins. */
  within?: string | undefined
  /** Settings of the kernel for the network that it owns. */
  sysctls?: Readonly<Record<string, string>> | undefined
}

/**
 * What the engine is told to make of a service: the command and the health check are the image's own. On its first network alone: older engines
 * refuse more in one call.
 */
export function containerOptions(
  stackName: string,
  { name, role, hash, secrets, stopTimeoutMs }: DesiredService,
  launch: ContainerLaunch,
  { within, sysctls }: Surroundings = {},
): Docker.ContainerCreateOptions {
  const { container, image, env, limits, publish } = launch
  const [first] = launch.networks
  return {
    name: container,
    Image: image,
    ...(launch.command === undefined ? {} : { Cmd: [...launch.command], Healthcheck: { Test: ['NONE'] } }),
    ...(within === undefined ? { Hostname: name } : {}),
    User: '1000:1000',
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    Labels: {
      ...{ [labels.stack]: stackName, [labels.service]: name, [labels.role]: role, [labels.hash]: hash },
      ...(secrets === undefined ? {} : { [labels.secrets]: secrets }),
    },
    StopTimeout: Math.ceil(stopTimeoutMs / 1000),
    ...(publish ? { ExposedPorts: { [`${publish.containerPort}/tcp`]: {} } } : {}),
    ...(first ? { NetworkingConfig: { EndpointsConfig: { [first.name]: { Aliases: [...first.aliases] } } } } : {}),
    HostConfig: {
      ...confinement,
      NetworkMode: within === undefined ? (first?.name ?? 'none') : `container:${within}`,
      ...(sysctls === undefined ? {} : { Sysctls: { ...sysctls } }),
      Mounts: mountsOf(launch),
      Memory: limits.memoryMb * mebibyte,
      MemorySwap: limits.memoryMb * mebibyte,
      PidsLimit: limits.pids,
      LogConfig: logOptions(limits),
      ...(limits.cpus === undefined ? {} : { NanoCpus: Math.round(limits.cpus * 1e9) }),
      ...(publish ? { PortBindings: bindingsOf(publish) } : {}),
    },
  }
}

const confinement: Docker.HostConfig = {
  Init: true,
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': tmpfsOptions },
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges:true'],
  RestartPolicy: { Name: restartPolicy },
}

/** Three files, of which the oldest is given up. */
const logOptions = ({ logMb = 30 }: Limits): Docker.HostConfig['LogConfig'] => ({
  Type: 'json-file',
  Config: { 'max-size': `${Math.ceil((logMb * 1024) / 3)}k`, 'max-file': '3' },
})

function mountsOf({ data, files }: ContainerLaunch): Docker.MountConfig {
  const volume: Docker.MountSettings[] =
    data === undefined ? [] : [{ Type: data.startsWith('/') ? 'bind' : 'volume', Source: data, Target: '/data' }]
  const read = files.map(({ source, target, writable }): Docker.MountSettings => {
    return { Type: 'bind', Source: source, Target: target, ReadOnly: writable !== true }
  })
  return [...volume, ...read]
}

const bindingsOf = ({ address, port, containerPort }: NonNullable<ContainerLaunch['publish']>): Docker.PortMap => ({
  [`${containerPort}/tcp`]: [{ HostIp: address, HostPort: String(port) }],
})
