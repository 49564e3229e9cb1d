/** What is there, as a driver found it. */
export interface Observed {
  networks: readonly ObservedNetwork[]
  volumes: readonly string[]
  /** The images that are there, with the engine's id for each. Empty for a driver that needs none. */
  images: ReadonlyMap<string, string>
  services: readonly ObservedService[]
  /** Those that were made to follow a service and have not taken its place. */
  successors?: readonly ObservedSuccessor[]
  /** The sources that the web client was built from; absent where none is built. */
  webSources?: string | undefined
}

/** One that stands beside a service, or in its place under another name, when a command was killed in between. */
export interface ObservedSuccessor {
  /** The service that it is to follow. */
  name: string
  hash: string
  /** It has taken over and answers. */
  ready: boolean
}

/** What can be changed by hand on a container that runs. */
export interface ObservedLimits {
  memoryMb: number
  pids: number
  /** The engine's restart policy. */
  restart: string
}

export interface ObservedNetwork {
  name: string
  hash: string
  internal: boolean
}

/** Orphaned: it runs, and nobody would start it again. */
export type ServiceState = 'running' | 'restarting' | 'created' | 'stopped' | 'paused' | 'orphaned'
/** Starting: not ready, and not long enough at work to be called unready. Unknown: it has no way to say. */
export type Health = 'ready' | 'starting' | 'unready' | 'unknown'

/** Where the host publishes a container. */
export interface Publication {
  address: string
  port: number
  /** It can stay as the door of one that follows it. */
  stays: boolean
  /** The port is open, be it that nobody answers behind it. */
  held: boolean
}

export interface ObservedService {
  name: string
  role: 'server' | 'bot' | 'sidecar'
  /** The driver's own handle: a container's name, a process's number. */
  handle: string
  state: ServiceState
  health: Health
  /** What a bot answers to `/healthz`: JSON, where it was made with our SDK. */
  said?: string
  hash: string
  /** The image's name, and the id that it had when the container was made. */
  image?: string
  imageId?: string
  networks: readonly string[]
  /** The volume or folder that it has as its data. */
  data?: string
  secrets?: string
  publish?: Publication
  limits?: ObservedLimits
  /** In ms since the epoch, while it runs. */
  startedTs?: number
  restarts: number
  /** How it last ended, where it ended. */
  lastExit?: string
}
