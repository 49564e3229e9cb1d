import { isAtLeast, type LevelName, type LogRecord } from './log-record.ts'

export interface LogWishes {
  /** The id of one request, in all services that it went through. */
  requestId?: string | undefined
  level?: LevelName | undefined
  /** In ms. */
  sinceTs?: number | undefined
}

/** Whether a line is wanted. What a service writes without a time goes with the line before it. */
export function logFilter({ requestId, level, sinceTs }: LogWishes): (record: LogRecord) => boolean {
  const latest = new Map<string, number>()
  return (record) => {
    const ts = record.ts ?? latest.get(record.service)
    if (ts !== undefined) latest.set(record.service, ts)
    if (requestId !== undefined && !concerns(record, requestId)) return false
    if (level !== undefined && !isAtLeast(record.level, level)) return false
    return sinceTs === undefined || (ts !== undefined && ts >= sinceTs)
  }
}

/** The gateway's own id, the id that a service passes on, or a trace that names it. */
const concerns = ({ requestId, text }: LogRecord, wanted: string): boolean =>
  requestId === wanted || (requestId === undefined && text.includes(wanted))
