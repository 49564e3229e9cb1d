import type { LogLine } from './driver.ts'
import { logTime } from './log-time.ts'

/** The ends of several logs as one, in the order of their times. */
export async function* mergeTails(sources: readonly AsyncIterable<LogLine>[]): AsyncGenerator<LogLine> {
  const logs = await Promise.all(sources.map(async (source) => timed(await Array.fromAsync(source))))
  const lines = logs.flat().sort((a, b) => a.ts - b.ts)
  for (const { line } of lines) yield line
}

/** A line without a time of its own belongs to the one before it. */
function timed(lines: readonly LogLine[]): { ts: number; line: LogLine }[] {
  let ts = Number.NEGATIVE_INFINITY
  return lines.map((line) => {
    ts = Math.max(ts, logTime(line.text) ?? ts)
    return { ts, line }
  })
}

/** Several logs as one, in the order in which their lines come. */
export async function* mergeLogs(sources: readonly AsyncIterator<LogLine>[]): AsyncGenerator<LogLine> {
  const pending = new Map(sources.map((source) => [source, advance(source)]))
  while (pending.size > 0) {
    const { source, result } = await Promise.race(pending.values())
    if (result.done) {
      pending.delete(source)
      continue
    }
    pending.set(source, advance(source))
    yield result.value
  }
}

async function advance(source: AsyncIterator<LogLine>) {
  return { source, result: await source.next() }
}
