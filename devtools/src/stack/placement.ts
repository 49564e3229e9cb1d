import { type ServerName, serverNames } from './server-names.ts'
import type { FileMount, Service } from './stack.ts'

export interface Socket {
  host: string
  port: number
}

/** The file of a bot's credentials, in the folder that it is given: in a folder, a new file is seen from inside. */
export const credentialsName = 'bartab-bot.json'

/** Where a driver puts each server: the part of its environment that the driver decides. */
export interface Placement {
  publicListen(service: Service): Socket
  internalListen(service: Service): Socket
  /** Where the others reach a server's public port, as an origin. */
  publicOrigin(server: ServerName): string
  internalOrigin(server: ServerName): string
  dataDir(service: Service): string
  /** Where a service finds a file of the host that it is given. */
  file(mount: FileMount): string
  /** The folder of the built web client. */
  webDir: string
}

/** The variables of a service: its own settings and where it is placed. */
export function environmentOf(service: Service, placement: Placement): Record<string, string> {
  const origins = Object.fromEntries(
    serverNames
      .filter((name) => name !== 'gateway')
      .map((name) => [`BARTAB_${name.toUpperCase()}_URL`, placement.publicOrigin(name)]),
  )
  if (service.role === 'bot') return botEnvironment(service, placement)
  if (service.role === 'sidecar') return sidecarEnvironment(service, placement)
  const [listen, internal] = [placement.publicListen(service), placement.internalListen(service)]
  return {
    ...service.settings,
    ...origins,
    BARTAB_AUTH_INTERNAL_URL: placement.internalOrigin('auth'),
    BARTAB_CHAT_INTERNAL_URL: placement.internalOrigin('chat'),
    BARTAB_HOST: listen.host,
    BARTAB_PORT: String(listen.port),
    BARTAB_INTERNAL_HOST: internal.host,
    BARTAB_INTERNAL_PORT: String(internal.port),
    BARTAB_DATA_DIR: placement.dataDir(service),
    ...(service.published ? { BARTAB_WEB_DIR: placement.webDir } : {}),
  }
}

/** What the SDK's `fromEnv` reads: the gateway, the credentials, and where the bot keeps its position. */
function botEnvironment(service: Service, placement: Placement): Record<string, string> {
  const [credentials] = service.files
  return {
    ...service.settings,
    BARTAB_GATEWAY_URL: placement.publicOrigin('gateway'),
    BARTAB_HEALTH_PORT: String(placement.internalListen(service).port),
    ...(credentials === undefined ? {} : { BARTAB_BOT_FILE: `${placement.file(credentials)}/${credentialsName}` }),
    ...(service.keepsData ? { BARTAB_DATA_DIR: placement.dataDir(service) } : {}),
  }
}

/** Where a sidecar's credentials for object storage are in a container. */
export const bucketCredentials = '/run/secrets/aws'

/** A sidecar shares the data of the service that it stands beside, and may have a folder or a bucket to write to. */
function sidecarEnvironment(service: Service, placement: Placement): Record<string, string> {
  const replica = service.files.find(({ writable }) => writable)
  const credentials = service.files.find(({ target }) => target === bucketCredentials)
  return {
    ...service.settings,
    BARTAB_DATA_DIR: placement.dataDir({ ...service, name: service.beside ?? service.name }),
    ...(replica === undefined ? {} : { BARTAB_REPLICA: placement.file(replica) }),
    ...(credentials === undefined ? {} : { AWS_SHARED_CREDENTIALS_FILE: placement.file(credentials) }),
  }
}

export const containerPorts = { public: 8080, internal: 9090 } as const

/** Every container has the same ports and folders; aliases on the `core` network tell them apart. */
export const containerPlacement: Placement = {
  publicListen: () => ({ host: '0.0.0.0', port: containerPorts.public }),
  internalListen: (service) => ({ host: `${service.name}-internal`, port: containerPorts.internal }),
  publicOrigin: (server) => `http://${server}:${containerPorts.public}`,
  internalOrigin: (server) => `http://${server}-internal:${containerPorts.internal}`,
  dataDir: () => '/data',
  file: ({ target }) => target,
  webDir: '/app/web/dist',
}
