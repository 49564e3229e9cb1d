import { type ServerName, serverNames } from './server-names.ts'
import type { Attachment, Limits, Service, Stack, StackNetwork } from './stack.ts'
import type { StackConfig } from './stack-config.ts'
import { uploadSettings } from './upload-settings.ts'

export interface StackBasis {
  name: string
  version: string
  /** Chosen by a flag or an earlier `up`; the file's own setting goes before it. */
  port?: number | undefined
  dataDir?: string | undefined
  /** Chosen by a restore. */
  generation?: string | undefined
  /** What `deploy` and `rollback` chose for services. An image that the file names goes before it. */
  pins?: Readonly<Record<string, { image?: string; folder?: string } | undefined>>
  /** Services beside the four, such as bots. */
  further?: readonly Service[]
}

export const defaultPort = 8008

export const networks: readonly StackNetwork[] = [
  { name: 'edge', internal: false },
  { name: 'core', internal: true },
  { name: 'bots', internal: true },
]
/** The way out for chat's deliveries, there for whoever asked for it alone. */
const egress: StackNetwork = { name: 'egress', internal: false }

const limits: Record<ServerName, Limits> = {
  auth: { memoryMb: 320, pids: 128 },
  chat: { memoryMb: 512, pids: 128 },
  media: { memoryMb: 448, pids: 128 },
  gateway: { memoryMb: 448, pids: 128 },
}

/** The desired stack: the settings with every default filled in. */
export function defineStack(basis: StackBasis, config: StackConfig): Stack {
  const listen = { address: config.address ?? '127.0.0.1', port: basis.port ?? config.port ?? defaultPort }
  const issuer = config.public_url ?? `http://${hostOf(listen.address)}:${listen.port}`
  const shared = {
    BARTAB_ISSUER: issuer,
    BARTAB_SERVER_NAME: config.server_name ?? 'localhost',
    BARTAB_LOG_LEVEL: config.log_level ?? 'info',
  }
  const servers = serverNames.map((name) => server(name, basis, config, shared))
  return {
    name: basis.name,
    version: basis.version,
    listen,
    issuer,
    networks: [
      ...networks,
      ...(config.webhooks?.outgoing === true ? [egress] : []),
      ...(basis.further ?? []).flatMap(ownNetworks),
    ],
    services: [...servers, ...(basis.further ?? [])],
    dataDir: basis.dataDir,
    generation: basis.generation,
  }
}

/** A bot's networks, which nobody is on but the bot, and the gateway where the bot is to reach it. */
export function ownNetworks({ attachments }: Service): StackNetwork[] {
  const shared = networks.map(({ name }) => name)
  const own = attachments.filter(({ network }) => !shared.includes(network))
  return own.map(({ network: name }) => ({ name, internal: name.startsWith('bot-') }))
}

function server(name: ServerName, basis: StackBasis, config: StackConfig, shared: Record<string, string>): Service {
  const own = config.services?.[name] ?? {}
  const { memoryMb, pids } = limits[name]
  const pin = basis.pins?.[name] ?? {}
  return {
    name,
    role: 'server',
    image: own.image ?? pin.image ?? `bartab/${name}:${basis.version}`,
    entry: name === 'gateway' ? 'gateway/src/main.ts' : `services/${name}/src/main.ts`,
    ...(pin.folder === undefined ? {} : { folder: pin.folder }),
    settings: { ...own.env, ...shared, ...settingsOf(name, config), ...followedSetting(name, config) },
    attachments: attachmentsOf(name, config),
    files: [],
    limits: { memoryMb: own.memory_mb ?? memoryMb, pids: own.pids ?? pids },
    keepsData: name !== 'gateway',
    answersReadiness: true,
    published: name === 'gateway',
    stopTimeoutMs: 10_000,
  }
}

function settingsOf(name: ServerName, config: StackConfig): Record<string, string> {
  const uploads = uploadSettings(name, config.files)
  if (name === 'gateway' && config.trusted_proxies !== undefined)
    return { ...uploads, BARTAB_TRUSTED_PROXIES: config.trusted_proxies.join(',') }
  if (name === 'chat' && config.webhooks?.hosts !== undefined)
    return { ...uploads, BARTAB_WEBHOOK_HOSTS: config.webhooks.hosts.join(',') }
  return uploads
}

/** What follows a database also takes its log away. */
const followedSetting = (name: ServerName, { backups }: StackConfig): Record<string, string> =>
  name === 'gateway' || backups?.continuous === undefined ? {} : { BARTAB_DATABASE_FOLLOWED: 'true' }

function attachmentsOf(name: ServerName, { webhooks }: StackConfig): Attachment[] {
  const core: Attachment = { network: 'core', aliases: [name, `${name}-internal`] }
  if (name === 'chat' && webhooks?.outgoing === true) return [core, { network: 'egress', aliases: [] }]
  if (name !== 'gateway') return [core]
  return [core, { network: 'edge', aliases: [] }, { network: 'bots', aliases: [name] }]
}

const wildcard: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }
const hostOf = (address: string): string => wildcard[address] ?? (address.includes(':') ? `[${address}]` : address)
