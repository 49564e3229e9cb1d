import type { LogLine } from '../../drivers/driver.ts'
import { logTime } from '../../drivers/log-time.ts'

export const levelNames = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type LevelName = (typeof levelNames)[number]

/** A line of a log, and what can be told of it. */
export interface LogRecord {
  service: string
  /** As it was written. */
  text: string
  /** In ms; absent where it does not say. */
  ts: number | undefined
  level: LevelName | undefined
  requestId: string | undefined
  /** What it says where it is JSON; absent where it is not. */
  fields: Readonly<Record<string, unknown>> | undefined
}

export function logRecord({ service, text }: LogLine): LogRecord {
  const fields = fieldsOf(text)
  const requestId = fields?.['request_id']
  return {
    service,
    text,
    ts: logTime(text),
    level: levelOf(fields?.['level']),
    requestId: typeof requestId === 'string' ? requestId : undefined,
    fields,
  }
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** pino counts in tens: 10 is trace, 60 is fatal. Bots may write the name. */
function levelOf(level: unknown): LevelName | undefined {
  if (typeof level === 'number') return levelNames[Math.floor(level / 10) - 1]
  return levelNames.find((name) => name === level)
}

/** A level is as severe as another, or more. A line without a level was written by something that failed. */
export const isAtLeast = (level: LevelName | undefined, least: LevelName): boolean =>
  level === undefined || levelNames.indexOf(level) >= levelNames.indexOf(least)
