import { env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from '@bartab/sdk/type'
import { defaultLimits } from './limits/request-limits.ts'

const Rate = (preset: number, description: string) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, default: preset, description })
const Burst = (preset: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 10_000_000, default: preset, description })

const Replicas = () =>
  Type.Array(Origin(), {
    minItems: 1,
    maxItems: 16,
    description: 'an origin such as http://chat:8080, or a list of them with commas between them',
  })

/** Everything that a gateway can be told. */
export const GatewayConfig = Type.Object({
  ...serverConfig,
  /** Each service: one origin, or those of its replicas with commas between them. */
  authUrl: env('BARTAB_AUTH_URL', Replicas()),
  authInternalUrl: env('BARTAB_AUTH_INTERNAL_URL', Origin()),
  chatUrl: env('BARTAB_CHAT_URL', Replicas()),
  mediaUrl: env('BARTAB_MEDIA_URL', Replicas()),
  /**
   * A descriptor that listens on the public port already, handed down by whoever started this process (a supervisor, or
   * systemd: 3). A successor with the same one takes over while this gateway drains, and no connection is lost. Default:
   * none; the gateway opens the port itself.
   */
  listenFd: env(
    'BARTAB_LISTEN_FD',
    Type.Optional(Type.Integer({ minimum: 3, maximum: 1023, description: 'the number of a descriptor that listens' })),
  ),
  /** Proxies in front whose `X-Forwarded-*` are believed: addresses or blocks. Default: none. */
  trustedProxies: env(
    'BARTAB_TRUSTED_PROXIES',
    Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$' }), {
      default: [],
      description: 'a list of addresses or blocks such as 10.0.0.0/8, with commas between them',
    }),
  ),
  /** The folder of the built web client. Without one a plain page says so. */
  webDir: env('BARTAB_WEB_DIR', Type.Optional(Type.String({ minLength: 1, description: 'a folder' }))),
  /** Largest file, bytes; the same for media, which judges it. Default 100 MiB. */
  maxUploadBytes: env(
    'BARTAB_MAX_UPLOAD_BYTES',
    Type.Integer({ minimum: 1, maximum: 2 ** 50, default: 104_857_600, description: 'a number of bytes' }),
  ),
  /** How long a request's header section may take to arrive. Milliseconds. Default 15 s. */
  headersTimeoutMs: env(
    'BARTAB_HEADERS_TIMEOUT_MS',
    Type.Integer({ minimum: 100, maximum: 120_000, default: 15_000, description: 'a number of milliseconds' }),
  ),
  /** Connections that one address may have open. Proxies that are trusted are not counted. */
  addressConnections: env(
    'BARTAB_LIMIT_ADDRESS_CONNECTIONS',
    Type.Integer({ minimum: 1, maximum: 1_000_000, default: 4_096, description: 'connections of one address' }),
  ),
  addressPerSecond: env(
    'BARTAB_LIMIT_ADDRESS_PER_S',
    Rate(defaultLimits.address.perSecond, 'requests of one address each second'),
  ),
  addressBurst: env(
    'BARTAB_LIMIT_ADDRESS_BURST',
    Burst(defaultLimits.address.burst, 'requests of one address at once'),
  ),
  credentialsPerSecond: env(
    'BARTAB_LIMIT_CREDENTIALS_PER_S',
    Rate(defaultLimits.credentials.perSecond, 'logins and the like of one address each second'),
  ),
  credentialsBurst: env(
    'BARTAB_LIMIT_CREDENTIALS_BURST',
    Burst(defaultLimits.credentials.burst, 'logins and the like of one address at once'),
  ),
  userPerSecond: env(
    'BARTAB_LIMIT_USER_PER_S',
    Rate(defaultLimits.user.perSecond, 'requests of one person each second'),
  ),
  userBurst: env('BARTAB_LIMIT_USER_BURST', Burst(defaultLimits.user.burst, 'requests of one person at once')),
  botPerSecond: env('BARTAB_LIMIT_BOT_PER_S', Rate(defaultLimits.bot.perSecond, 'requests of one bot each second')),
  botBurst: env('BARTAB_LIMIT_BOT_BURST', Burst(defaultLimits.bot.burst, 'requests of one bot at once')),
  pollPerSecond: env(
    'BARTAB_LIMIT_POLL_PER_S',
    Rate(defaultLimits.poll.perSecond, 'polls of one person or bot each second'),
  ),
  pollBurst: env('BARTAB_LIMIT_POLL_BURST', Burst(defaultLimits.poll.burst, 'polls of one person or bot at once')),
  uploadPerSecond: env(
    'BARTAB_LIMIT_UPLOAD_PER_S',
    Rate(defaultLimits.upload.perSecond, 'uploads of one person or bot each second'),
  ),
  uploadBurst: env(
    'BARTAB_LIMIT_UPLOAD_BURST',
    Burst(defaultLimits.upload.burst, 'uploads of one person or bot at once'),
  ),
  downloadPerSecond: env(
    'BARTAB_LIMIT_DOWNLOAD_PER_S',
    Rate(defaultLimits.download.perSecond, 'downloads of one person, bot or address each second'),
  ),
  downloadBurst: env(
    'BARTAB_LIMIT_DOWNLOAD_BURST',
    Burst(defaultLimits.download.burst, 'downloads of one person, bot or address at once'),
  ),
})
export type GatewayConfig = Static<typeof GatewayConfig>
