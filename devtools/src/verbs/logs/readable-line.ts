import type { Paint, Tone } from '@bartab/kit/cli'
import type { LevelName, LogRecord } from './log-record.ts'

const tones: Readonly<Record<LevelName, Tone>> = {
  trace: 'dim',
  debug: 'dim',
  info: 'good',
  warn: 'warn',
  error: 'bad',
  fatal: 'bad',
}

/** Said by the line's place, or of no use to a reader. */
const leftOut = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'request_id', 'err', 'service'])
const ofRequests = new Set(['method', 'path', 'status', 'ms', 'route'])

/** A line as people read it: `2026-01-31 18:05:02.123 chat info GET /chat/v1/sync 200 3 ms req 3bac…`. */
export function readableLine(record: LogRecord, width: number, paint: Paint): string {
  const { service, text, ts, level, fields } = record
  const moment = ts === undefined ? ' '.repeat(23) : new Date(ts).toISOString().slice(0, 23).replace('T', ' ')
  const head = `${paint('dim', moment)} ${paint('strong', service.padEnd(width))}`
  if (fields === undefined) return `${head}       ${text}`
  const word = (level ?? '').padEnd(5)
  return `${head} ${level === undefined ? word : paint(tones[level], word)} ${sentence(record, paint)}`
}

function sentence({ fields = {}, requestId }: LogRecord, paint: Paint): string {
  const { method, path, status, ms, msg } = fields
  const isRequest = typeof method === 'string' && status !== undefined
  const what = isRequest ? `${method} ${String(path)} ${String(status)} ${String(ms)} ms` : String(msg ?? '')
  const rest = Object.entries(fields).filter(([key]) => !leftOut.has(key) && !(isRequest && ofRequests.has(key)))
  const more = rest.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const request = requestId === undefined ? [] : [`req=${requestId}`]
  const failure = fields['err'] === undefined ? [] : [errorText(fields['err'])]
  return [what, ...failure, paint('dim', [...more, ...request].join(' '))].filter(Boolean).join(' ')
}

function errorText(error: unknown): string {
  const { type = 'Error', message = '' } = (error ?? {}) as { type?: string; message?: string }
  return `${type}: ${message}`
}
