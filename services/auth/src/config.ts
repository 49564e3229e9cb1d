import { env, Origin, secretFile, serverConfig } from '@bartab/kit'
import { type Static, Type } from '@bartab/sdk/type'

const secret = Type.String({ minLength: 32 })

/** Secrets that are not given are made on the first start, in `DATA_DIR/secrets/`. */
export const AuthConfig = Type.Object({
  ...serverConfig,
  /** Chat's public listener, for the rooms that an invite carries. */
  chatUrl: env('BARTAB_CHAT_URL', Object.assign(Origin(), { default: 'http://chat:8080' })),
  /** Encrypts the signing keys in the database. */
  signingKeysKey: Type.Optional(secretFile('BARTAB_SIGNING_KEYS_KEY_FILE', secret)),
  /** How long an access token lives, seconds. A shorter one makes more refreshes; a longer one, slower key rotations. */
  tokenLifetimeS: env(
    'BARTAB_TOKEN_LIFETIME_S',
    Type.Integer({ minimum: 5, maximum: 3_600, default: 600, description: '5 to 3600' }),
  ),
  /** Goes into every password hash. A second line is the version before, see `bartab keys rotate pepper`. */
  pepper: Type.Optional(secretFile('BARTAB_PEPPER_FILE', secret)),
  /** The secret of the built-in OAuth client `operator`. A second line is the version before. */
  operatorSecret: Type.Optional(secretFile('BARTAB_OPERATOR_SECRET_FILE', secret)),
  /** The one-time token that makes the owner. */
  ownerToken: Type.Optional(secretFile('BARTAB_OWNER_TOKEN_FILE', secret)),
})
export type AuthConfig = Static<typeof AuthConfig>
