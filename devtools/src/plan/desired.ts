import type { FileMount, Limits } from '../stack/stack.ts'

/** A place on a network, by the engine's name for it. */
export interface NetworkPlace {
  name: string
  aliases: readonly string[]
}

/** A stack as one driver would make it: what a plan is compared against. */
export interface Desired {
  networks: readonly DesiredNetwork[]
  volumes: readonly DesiredVolume[]
  services: readonly DesiredService[]
  /** The sources that the web client is to be built from, on a driver that serves it from this repository. */
  webSources?: string | undefined
}

export interface DesiredNetwork {
  /** The engine's name for it: `bartab-core`. */
  name: string
  hash: string
  internal: boolean
}

export interface DesiredVolume {
  /** The engine's name for it, or a folder. */
  name: string
  service: string
}

export interface DesiredService {
  name: string
  role: 'server' | 'bot' | 'sidecar'
  /** Of everything below; it is put on what runs, and compared later. */
  hash: string
  launch: Launch
  /** Names the state of the secrets that it is given as files, never what they hold. */
  secrets?: string
  /** Networks that come and go while it runs, such as those of bots; not part of the hash. */
  joins?: readonly NetworkPlace[]
  answersReadiness: boolean
  published: boolean
  stopTimeoutMs: number
}

/** How a driver starts a service. */
export type Launch = ContainerLaunch | ProcessLaunch

export interface ContainerLaunch {
  kind: 'container'
  /** The container's name. */
  container: string
  image: string
  /** In place of the image's own command. */
  command?: readonly string[]
  /** It is built from this repository; others are pulled. */
  builtHere: boolean
  env: Readonly<Record<string, string>>
  networks: readonly NetworkPlace[]
  /** A volume, or a folder of the host, mounted at /data. */
  data: string | undefined
  files: readonly FileMount[]
  limits: Limits
  publish: { address: string; port: number; containerPort: number } | undefined
}

export interface ProcessLaunch {
  kind: 'process'
  command: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  /** Names the state of the source files, so that an upgrade is seen as a change. */
  sources: string
}
