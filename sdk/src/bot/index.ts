export { FileStore } from '../store/file-store.ts'
export { type LocalStore, MemoryStore } from '../store/local-store.ts'
export { Bot, type BotOptions, type ErrorListener } from './bot.ts'
export {
  type Arg,
  ArgError,
  type Args,
  choice,
  duration,
  int,
  optional,
  type Parsed,
  rest,
  word,
} from './command-args.ts'
export { type CommandContext, type CommandSpec, Composer, type Handler, type Next } from './composer.ts'
export type { EventContext } from './context.ts'
export type { ConversationBody, Talk } from './conversation.ts'
export type { Conversation } from './conversations.ts'
export { BotConfigError, fromEnv, readEnv } from './credentials.ts'
export { BotError } from './error.ts'
export type { Facts, Filter, FilterContext } from './filters.ts'
export type { HealthServerOptions } from './health-server.ts'
export type { JobContext } from './job-context.ts'
export type { BotLog } from './log.ts'
export type { BotIdentity, OutgoingFile, RoomWork } from './room-work.ts'
export type { Rhythm, ScheduleOptions } from './schedule.ts'
export type { SessionKey, SessionOptions, SessionScope, Sessions } from './session.ts'
