/** A stack: what one chat consists of, whichever driver runs it. */
export interface Stack {
  name: string
  /** The version of this repository; it is the tag of the images. */
  version: string
  /** Where the gateway is published on the host. */
  listen: { address: string; port: number }
  /** The public URL, without a slash at its end; tokens carry it as their issuer. */
  issuer: string
  networks: readonly StackNetwork[]
  services: readonly Service[]
  /** Keeps the data in folders under this one in place of the driver's own volumes. */
  dataDir: string | undefined
  /** Which volumes the servers use: a restore makes new ones beside the old. Absent: the first. */
  generation: string | undefined
}

/** A bot's own networks: `bot-NAME`, on which the gateway is, and `out-NAME`, by which it reaches the internet. */
export type BotNetwork = `bot-${string}` | `out-${string}`

export interface StackNetwork {
  name: 'edge' | 'core' | 'bots' | 'egress' | BotNetwork
  /** Containers on it reach neither the host nor the internet, and the host does not reach them. */
  internal: boolean
}

export interface Attachment {
  network: StackNetwork['name']
  /** The names under which the others on that network find it. */
  aliases: readonly string[]
}

export interface Limits {
  /** Memory, in MiB. */
  memoryMb: number
  /** Processes and threads. */
  pids: number
  /** Processors that it may keep busy. Absent: all of them. */
  cpus?: number
  /** MB of its log that are kept. Absent: 30. */
  logMb?: number
}

/** A file of the host that a service reads, such as a bot's credentials. */
export interface FileMount {
  source: string
  target: string
  /** A folder that the service writes to. It is made where it is not there. */
  writable?: true
}

export interface Service {
  /** Unique within the stack; servers are named by their folder, bots `bot-NAME`. */
  name: string
  role: 'server' | 'bot' | 'sidecar'
  image: string
  /** The file that the process driver runs, within the repository. Images have a command of their own. */
  entry: string | undefined
  /** Another checkout of this repository whose code it runs, on the process driver. */
  folder?: string
  /** What the process driver gives to it: a bot's own file. */
  args?: readonly string[]
  /** The variables that are the same on every driver. The driver adds addresses, ports and folders. */
  settings: Readonly<Record<string, string>>
  attachments: readonly Attachment[]
  files: readonly FileMount[]
  limits: Limits
  /** A sidecar's: the service whose data it shares. */
  beside?: string
  /** It has a volume at `/data`. */
  keepsData: boolean
  /** It answers `/readyz` on its internal port. Without, it counts as ready while it runs. */
  answersReadiness: boolean
  /** It is the one that the host publishes, at `Stack.listen`. */
  published: boolean
  /** How long it may take to stop, in ms, before it is killed. */
  stopTimeoutMs: number
}
