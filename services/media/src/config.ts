import { env, Origin, serverConfig } from '@bartab/kit'
import { type Static, Type } from 'typebox'

/** What media reads from its environment. */
export const MediaConfig = Type.Object({
  ...serverConfig,
  /** Origin of auth's public port, for the signing keys. */
  authUrl: env('BARTAB_AUTH_URL', Origin()),
  /** Origin of chat's public port, asked who is in a room. */
  chatUrl: env('BARTAB_CHAT_URL', Origin()),
  /** Largest file, in bytes. Default 100 MiB. */
  maxUploadBytes: env('BARTAB_MAX_UPLOAD_BYTES', Type.Integer({ minimum: 1, default: 104_857_600 })),
  /** Width x height x frames of one image. Default 64 million; an image that has to be turned takes 4 bytes for each. */
  maxImagePixels: env('BARTAB_MAX_IMAGE_PIXELS', Type.Integer({ minimum: 1, default: 64_000_000 })),
  /** How long one image may be worked on, in milliseconds. */
  imageTimeoutMs: env('BARTAB_IMAGE_TIMEOUT_MS', Type.Integer({ minimum: 100, default: 20_000 })),
})
export type MediaConfig = Static<typeof MediaConfig>
