import type { LogLine } from './driver.ts'

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
