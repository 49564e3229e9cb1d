import { scopes } from '@bartab/sdk/schemas'
import { Type } from 'typebox'

const closed = { additionalProperties: false } as const
const roomId = '^[0-9A-HJKMNP-TV-Z]{26}$'

/** The schema of `bot.yaml`. Each description says what a field accepts: faults are reported with it, editors show it. */
export const manifestSchema = Type.Object(
  {
    scopes: Type.Optional(
      Type.Array(Type.Enum([...scopes]), {
        minItems: 1,
        uniqueItems: true,
        description: 'a list of what the bot may do, such as [bot, chat:read, chat:write]; default: all that bots may',
      }),
    ),
    internet: Type.Optional(
      Type.Boolean({ description: 'true or false: whether it reaches the internet; default: false' }),
    ),
    memory_mb: Type.Optional(
      Type.Integer({ minimum: 64, maximum: 65_536, description: 'memory in MiB, from 64; default: 192' }),
    ),
    cpus: Type.Optional(
      Type.Number({ minimum: 0.05, maximum: 64, description: 'how many processors it may keep busy; default: 1' }),
    ),
    pids: Type.Optional(
      Type.Integer({ minimum: 16, maximum: 4096, description: 'processes and threads, from 16; default: 64' }),
    ),
    log_mb: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'MB of its log that are kept, from 1; default: 10' }),
    ),
    rooms: Type.Optional(
      Type.Array(Type.String({ pattern: roomId }), {
        description: 'a list of ids of public rooms that it joins at its start; default: none, people invite it',
      }),
    ),
    schedule: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,63}$' }), Type.String({ minLength: 9 }), {
        ...closed,
        description: 'a cron expression for each schedule of the code that is to have another rhythm, in UTC',
      }),
    ),
    tell_crashes: Type.Optional(
      Type.String({
        pattern: roomId,
        description: 'the id of a room in which the bot says that it crashes in a loop; default: nobody is told',
      }),
    ),
    env: Type.Optional(
      Type.Record(Type.String({ pattern: '^(?!BARTAB_)[A-Z][A-Z0-9_]*$' }), Type.String(), {
        ...closed,
        description: 'further variables in capitals; those named BARTAB_* are made by bartab',
      }),
    ),
  },
  { ...closed, title: 'bot.yaml', description: 'what a bot may do and have; everything can be left out' },
)

/** The schema as editors read it: `# yaml-language-server: $schema=…` at the head of a `bot.yaml`. */
export const manifestSchemaText = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...manifestSchema }, null, 2)}\n`
