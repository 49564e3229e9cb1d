import { type Static, Type } from '../../type.ts'
import { scopes, Timestamp, Ulid } from '../common.ts'
import { DisplayNameInput, UsernameInput } from './accounts.ts'

/** `POST /auth/v1/bots`. */
export const CreateBotBody = Type.Object(
  {
    /** The bot's username. */
    name: UsernameInput,
    display_name: Type.Optional(DisplayNameInput),
    /** Fewer than the role `bot` has. Default: all of them. */
    scopes: Type.Optional(Type.Array(Type.Enum([...scopes]), { minItems: 1, maxItems: 16, uniqueItems: true })),
  },
  { additionalProperties: false },
)
export type CreateBotBody = Static<typeof CreateBotBody>

/** Credentials of a bot. The secret is shown here and never again. */
export const BotCredentials = Type.Object({ bot_id: Ulid, client_id: Type.String(), client_secret: Type.String() })
export type BotCredentials = Static<typeof BotCredentials>

/** A bot as administrators see it. */
export const BotSummary = Type.Object({
  /** The user id of the bot. */
  bot_id: Ulid,
  client_id: Type.String(),
  name: Type.String(),
  display_name: Type.String(),
  scopes: Type.Array(Type.String()),
  created_ts: Timestamp,
  created_by: Type.String(),
  /** The valid secrets, two at most. */
  secrets: Type.Array(Type.Object({ secret_id: Ulid, created_ts: Timestamp, last_used_ts: Type.Optional(Timestamp) })),
})
export type BotSummary = Static<typeof BotSummary>

/** `GET /auth/v1/bots`. */
export const BotList = Type.Object({ bots: Type.Array(BotSummary) })
export type BotList = Static<typeof BotList>
