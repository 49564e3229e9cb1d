import { CommaList, env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from '@bartab/sdk/type'
import { typeLimitPattern } from './domain/type-limits.ts'

/** What media reads from its environment. */
export const MediaConfig = Type.Object({
  ...serverConfig,
  /** Origin of auth's public port, for the signing keys. */
  authUrl: env('BARTAB_AUTH_URL', Origin()),
  /** Origin of auth's internal port, for the feed of what was revoked. */
  authInternalUrl: env('BARTAB_AUTH_INTERNAL_URL', Origin()),
  /** Origin of chat's public port, asked who is in a room. */
  chatUrl: env('BARTAB_CHAT_URL', Origin()),
  /** Origin of chat's internal port, for the feed of who came into rooms and who left. */
  chatInternalUrl: env('BARTAB_CHAT_INTERNAL_URL', Origin()),
  /** Largest file, in bytes. Default 100 MiB. */
  maxUploadBytes: env('BARTAB_MAX_UPLOAD_BYTES', Type.Integer({ minimum: 1, default: 104_857_600 })),
  /** Width x height x frames of one image. Default 64 million; an image that has to be turned takes 4 bytes for each. */
  maxImagePixels: env('BARTAB_MAX_IMAGE_PIXELS', Type.Integer({ minimum: 1, default: 64_000_000 })),
  /** How long one image may be worked on, in milliseconds. */
  imageTimeoutMs: env('BARTAB_IMAGE_TIMEOUT_MS', Type.Integer({ minimum: 100, default: 20_000 })),
  /**
   * What one person may hold, in bytes, unfinished uploads included. Default 10 GiB; 0: no limit.
   * Content that lies there already counts like any other.
   */
  quotaPersonBytes: env('BARTAB_QUOTA_PERSON_BYTES', Type.Integer({ minimum: 0, default: 10_737_418_240 })),
  /** What all may hold together, in bytes. Default 0: no limit but the disk. */
  quotaTotalBytes: env('BARTAB_QUOTA_TOTAL_BYTES', Type.Integer({ minimum: 0, default: 0 })),
  /** Largest file of a type, in bytes, such as `video/*=500000000`; 0 takes none. Default: images 32 MiB. */
  typeLimits: env(
    'BARTAB_TYPE_LIMITS',
    Object.assign(CommaList(Type.String({ pattern: typeLimitPattern, description: 'TYPE=BYTES' })), {
      default: ['image/*=33554432'],
    }),
  ),
  /** How long a cut upload may be resumed, in milliseconds. Default a day. */
  resumeMs: env('BARTAB_UPLOAD_RESUME_MS', Type.Integer({ minimum: 1000, default: 86_400_000 })),
})
export type MediaConfig = Static<typeof MediaConfig>
