import { type Static, Type } from '../../type.ts'
import { RoomId, UserId } from './events.ts'

/** One slash command of a bot: what is typed after the `/`, and what a client shows while it is typed. */
export const Command = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9_-]{1,32}$' }),
    description: Type.String({ minLength: 1, maxLength: 100 }),
    /** What follows the name, such as `<sides> [times]`. */
    usage: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type Command = Static<typeof Command>

/** All commands of the calling bot: these replace the ones that it had. */
export const PutCommandsBody = Type.Object(
  { commands: Type.Array(Command, { maxItems: 100 }) },
  { additionalProperties: false },
)
export type PutCommandsBody = Static<typeof PutCommandsBody>

export const CommandsQuery = Type.Object({ room_id: Type.Optional(RoomId) }, { additionalProperties: false })
export type CommandsQuery = Static<typeof CommandsQuery>

/** A command with the bot that answers it. Two bots may use the same name: `/name@bot` tells them apart. */
export const BotCommand = Type.Object({
  name: Type.String(),
  description: Type.String(),
  usage: Type.Optional(Type.String()),
  bot_id: UserId,
})
export type BotCommand = Static<typeof BotCommand>

export const CommandList = Type.Object({ commands: Type.Array(BotCommand) })
export type CommandList = Static<typeof CommandList>
