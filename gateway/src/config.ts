import { env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from 'typebox'
import { defaultLimits } from './limits/request-limits.ts'

const Rate = (preset: number, description: string) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, default: preset, description })
const Burst = (preset: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 10_000_000, default: preset, description })

/** Everything that a gateway can be told. */
export const GatewayConfig = Type.Object({
  ...serverConfig,
  authUrl: env('BARTAB_AUTH_URL', Origin()),
  authInternalUrl: env('BARTAB_AUTH_INTERNAL_URL', Origin()),
  chatUrl: env('BARTAB_CHAT_URL', Origin()),
  mediaUrl: env('BARTAB_MEDIA_URL', Origin()),
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
  addressPerSecond: env(
    'BARTAB_LIMIT_ADDRESS_PER_S',
    Rate(defaultLimits.address.perSecond, 'requests a second from one address'),
  ),
  addressBurst: env(
    'BARTAB_LIMIT_ADDRESS_BURST',
    Burst(defaultLimits.address.burst, 'requests at once from one address'),
  ),
  credentialsPerSecond: env(
    'BARTAB_LIMIT_CREDENTIALS_PER_S',
    Rate(defaultLimits.credentials.perSecond, 'logins and the like a second from one address'),
  ),
  credentialsBurst: env(
    'BARTAB_LIMIT_CREDENTIALS_BURST',
    Burst(defaultLimits.credentials.burst, 'logins and the like at once from one address'),
  ),
  userPerSecond: env(
    'BARTAB_LIMIT_USER_PER_S',
    Rate(defaultLimits.user.perSecond, 'requests a second from one person or bot'),
  ),
  userBurst: env('BARTAB_LIMIT_USER_BURST', Burst(defaultLimits.user.burst, 'requests at once from one person or bot')),
})
export type GatewayConfig = Static<typeof GatewayConfig>
