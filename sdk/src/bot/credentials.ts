import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientCredentials } from '../client/index.ts'
import { FileStore } from '../store/file-store.ts'
import type { BotOptions } from './bot.ts'
import { Schedule } from './schedule.ts'

/** What is wrong with a bot's environment, fault by fault. */
export class BotConfigError extends Error {
  override readonly name = 'BotConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the bot cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** The file that `bartab bot add` mounts into a bot's container, or prints with `--remote`. */
interface CredentialsFile extends ClientCredentials {
  gateway_url: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * What a bot needs, from its environment. Where that is not enough, says everything that is missing and ends the
 * process with code 78.
 *
 * - `BARTAB_BOT_FILE`: a JSON file `{gateway_url, client_id, client_secret}`; or
 *   `BARTAB_GATEWAY_URL`, `BARTAB_CLIENT_ID` and `BARTAB_CLIENT_SECRET`, one by one.
 * - `BARTAB_GATEWAY_URL`: also replaces the file's, where the bot reaches the gateway by another name.
 * - `BARTAB_DATA_DIR`: a folder for sessions, conversations and jobs. Default: kept in memory, and lost at a restart.
 * - `BARTAB_BOT_ROOMS`: ids of public rooms to join, with commas between. Default: none; people invite the bot.
 * - `BARTAB_HEALTH_PORT`: a port for `/healthz` and `/metrics`, at `BARTAB_HEALTH_HOST` (default 127.0.0.1). Default:
 *   not served.
 *
 * - `BARTAB_BOT_SCHEDULE`: JSON, a cron expression for each schedule whose rhythm is to be another than in the code.
 * - `BARTAB_BOT_TELL_CRASHES`: the id of a room in which the bot says that it crashes again and again.
 *
 * The file is read again and again: credentials that were replaced in it are used without a restart.
 */
export function fromEnv(env: Env = process.env): BotOptions {
  try {
    return readEnv(env)
  } catch (error) {
    if (!(error instanceof BotConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78)
  }
}

/** As `fromEnv`. @throws {BotConfigError} in place of ending the process */
export function readEnv(env: Env): BotOptions {
  const found = env.BARTAB_BOT_FILE ? credentialsFile(env.BARTAB_BOT_FILE) : {}
  const given = {
    gateway_url: env.BARTAB_GATEWAY_URL || found.gateway_url,
    client_id: env.BARTAB_CLIENT_ID || found.client_id,
    client_secret: env.BARTAB_CLIENT_SECRET || found.client_secret,
  }
  const { gateway_url, client_id, client_secret } = complete(given, env.BARTAB_BOT_FILE)
  const health = healthOf(env)
  return {
    url: gateway_url,
    credentials: env.BARTAB_BOT_FILE ? () => freshest({ client_id, client_secret }, env) : { client_id, client_secret },
    rooms: (env.BARTAB_BOT_ROOMS ?? '').split(',').flatMap((id) => id.trim() || []),
    ...(env.BARTAB_DATA_DIR && { storage: new FileStore(join(env.BARTAB_DATA_DIR, 'bot')) }),
    ...(env.BARTAB_BOT_SCHEDULE && { schedules: schedulesOf(env.BARTAB_BOT_SCHEDULE) }),
    ...(env.BARTAB_BOT_TELL_CRASHES && { tellCrashes: env.BARTAB_BOT_TELL_CRASHES }),
    ...(health && { health }),
  }
}

function schedulesOf(text: string): Record<string, string> {
  try {
    const schedules = Object.entries(JSON.parse(text) as Record<string, string>)
    for (const [name, rhythm] of schedules) new Schedule(name, rhythm)
    return Object.fromEntries(schedules)
  } catch (error) {
    throw new BotConfigError([`BARTAB_BOT_SCHEDULE is not understood: ${(error as Error).message}`])
  }
}

function healthOf({ BARTAB_HEALTH_PORT: port, BARTAB_HEALTH_HOST: host = '127.0.0.1' }: Env) {
  if (!port) return undefined
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new BotConfigError([`BARTAB_HEALTH_PORT must be a port from 0 to 65535, not "${port}"`])
  }
  return { host, port: Number(port) }
}

/** What the file says now; where it cannot be read at this moment, what it said before. */
function freshest(known: ClientCredentials, env: Env): ClientCredentials {
  try {
    const { client_id = known.client_id, client_secret = known.client_secret } = credentialsFile(
      env.BARTAB_BOT_FILE ?? '',
    )
    return { client_id: env.BARTAB_CLIENT_ID || client_id, client_secret: env.BARTAB_CLIENT_SECRET || client_secret }
  } catch {
    return known
  }
}

const variables = {
  gateway_url: 'BARTAB_GATEWAY_URL',
  client_id: 'BARTAB_CLIENT_ID',
  client_secret: 'BARTAB_CLIENT_SECRET',
} as const

function complete(given: { [K in keyof CredentialsFile]: string | undefined }, file?: string): CredentialsFile {
  const { gateway_url, client_id, client_secret } = given
  const faults = Object.entries(variables)
    .filter(([name]) => !given[name as keyof CredentialsFile])
    .map(([name, variable]) => `${file ? `${file} has no "${name}"` : `${variable} is not set`}`)
  if (gateway_url && !/^https?:$/.test(URL.parse(gateway_url)?.protocol ?? '')) {
    faults.push(`the gateway's URL must begin with http:// or https://, not "${gateway_url}"`)
  }
  if (faults.length > 0 || !gateway_url || !client_id || !client_secret) throw new BotConfigError(faults)
  return { gateway_url, client_id, client_secret }
}

function credentialsFile(file: string): Partial<CredentialsFile> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<CredentialsFile>
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : error instanceof Error ? error.message : String(error)
    throw new BotConfigError([`BARTAB_BOT_FILE=${file} cannot be read: ${why}`])
  }
}
