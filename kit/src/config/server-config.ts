import { type Static, Type } from '@bartab/sdk/type'
import { env } from './env.ts'
import { Host, OneOf, Origin, Port } from './fields.ts'

/** The fields that every server has. Spread them into the server's own schema: `Type.Object({ ...serverConfig, … })`. */
export const serverConfig = {
  /** Where the public listener binds. Default: every address. */
  host: env('BARTAB_HOST', withDefault(Host(), '0.0.0.0')),
  port: env('BARTAB_PORT', withDefault(Port(), 8080)),
  /** Where health, metrics and keys are served. A host name is resolved when the listener opens. Default: loopback. */
  internalHost: env('BARTAB_INTERNAL_HOST', withDefault(Host(), '127.0.0.1')),
  internalPort: env('BARTAB_INTERNAL_PORT', withDefault(Port(), 9090)),
  dataDir: env('BARTAB_DATA_DIR', Type.String({ minLength: 1, default: '/data', description: 'a folder' })),
  logLevel: env(
    'BARTAB_LOG_LEVEL',
    withDefault(OneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'info'),
  ),
  /** The public address, exactly as people type it. It goes into every token. */
  issuer: env('BARTAB_ISSUER', Origin()),
  /** The server's name, fixed for ever. */
  serverName: env(
    'BARTAB_SERVER_NAME',
    Type.String({
      pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$',
      default: 'localhost',
      description: 'a host name in lower case',
    }),
  ),
  /** The port may be listened on by the process that is to follow this one as well: the kernel gives connections to both. */
  reusePort: env('BARTAB_REUSE_PORT', Type.Optional(Type.Boolean())),
  /** Waits until the process before it has let go of the data. Made by the operator. */
  standBy: env('BARTAB_STAND_BY', Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }))),
  /** Another process follows the database to somewhere else, and takes its write-ahead log away as it goes. */
  databaseFollowed: env('BARTAB_DATABASE_FOLLOWED', Type.Optional(Type.Boolean())),
  /** How long requests in flight may take to finish once the server was told to stop. Milliseconds. */
  drainTimeoutMs: env('BARTAB_DRAIN_TIMEOUT_MS', Type.Integer({ minimum: 0, maximum: 600_000, default: 8_000 })),
}

const ServerConfigSchema = Type.Object(serverConfig)
export type ServerConfig = Static<typeof ServerConfigSchema>

function withDefault<T extends object>(schema: T, value: unknown): T {
  return Object.assign(schema, { default: value })
}
