import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import type Docker from 'dockerode'
import type { ContainerLaunch } from '../../plan/desired.ts'
import { containerPorts } from '../../stack/placement.ts'
import { readContainerFile } from './container-file.ts'
import { signalIn } from './container-signal.ts'

/** On images whose gateway can stay as the door of another. */
export const doorLabel = 'chat.bartab.door'
/** What a gateway says of itself once it has been followed: see `gateway/src/door.ts`. */
const doorFile = '/data/.door'
const lookMs = 100

/**
 * What a gateway is told so that another may listen beside it. It is no part of what is compared: one that was made before
 * there were doors goes on as it is.
 */
export const besideOthers = (launch: ContainerLaunch): ContainerLaunch => ({
  ...launch,
  env: { ...launch.env, BARTAB_REUSE_PORT: 'true' },
})

/** A gateway that joins the network of another: the same port for everybody, and an internal one that nobody there has. */
export function insideOf(launch: ContainerLaunch, before: readonly string[]): ContainerLaunch {
  const [first, second] = [containerPorts.internal + 1, containerPorts.internal + 2]
  const port = before.includes(`BARTAB_INTERNAL_PORT=${first}`) ? second : first
  const { env } = besideOthers(launch)
  return { ...launch, env: { ...env, BARTAB_INTERNAL_PORT: String(port) }, networks: [], publish: undefined }
}

/** Connections that a closing socket has not taken in yet go to the other one on its port. Linux knows it since 5.14. */
const migration = { 'net.ipv4.tcp_migrate_req': '1' } as const

/** What the kernel of an engine can be told for the network of a gateway. */
export async function doorSysctls(engine: Docker): Promise<Readonly<Record<string, string>> | undefined> {
  const { KernelVersion } = await engine.version()
  return canMigrate(KernelVersion ?? '') ? migration : undefined
}

export function canMigrate(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  return major > 5 || (major === 5 && minor >= 14)
}

/** Whether a container is in the network of another. */
export const isInside = ({ HostConfig }: Docker.ContainerInspectInfo): boolean =>
  HostConfig.NetworkMode?.startsWith('container:') === true

/** Whether a gateway runs in a network that is no more: its door was started after it, and has another one since. */
export const isCutOff = (inside: Docker.ContainerInspectInfo, door: Docker.ContainerInspectInfo): boolean =>
  isInside(inside) && Date.parse(door.State.StartedAt) > Date.parse(inside.State.StartedAt)

/** Whether a gateway runs as the door of another and serves nobody. */
export async function isParked(container: Docker.Container): Promise<boolean> {
  return (await readContainerFile(container, doorFile))?.toString('utf8') === 'parked'
}

/**
 * Lets a gateway leave its port to the one beside it and stay as its door.
 *
 * @throws {CliFailure} STILL_BUSY
 */
export async function park(container: Docker.Container, timeoutMs: number): Promise<void> {
  await signalIn(container, 'SIGWINCH')
  for (let leftMs = timeoutMs; !(await isParked(container)); leftMs -= lookMs) {
    if (leftMs <= 0)
      throw new CliFailure('STILL_BUSY', `the old gateway has not left its port after ${timeoutMs / 1000} s`)
    await sleep(lookMs)
  }
}
