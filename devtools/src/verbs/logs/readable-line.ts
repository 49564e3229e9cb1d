import { logTime } from '../../drivers/log-time.ts'

/** A line with its time as people read it, in place of the milliseconds: `2026-01-31 18:05:02.123 {"level":30,…}`. */
export function readableLine(text: string): string {
  const ts = logTime(text)
  if (ts === undefined) return text
  const moment = new Date(ts).toISOString().slice(0, 23).replace('T', ' ')
  return `${moment} ${text.replace(/"time":(\d+|"[^"]*"),?/, '')}`
}
