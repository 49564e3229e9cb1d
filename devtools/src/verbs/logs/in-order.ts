import { setTimeout as sleep } from 'node:timers/promises'
import type { LogRecord } from './log-record.ts'

export interface OrderOptions {
  /** How long a record is held, so that one which was written earlier and comes later goes before it. In ms. */
  holdMs: number
  clock: () => number
}

interface Held {
  record: LogRecord
  ts: number
  cameTs: number
}

/**
 * Records that come as they come, in the order of their times: each is held for a moment, in which the others may
 * overtake it. A record without a time belongs to the one of its service before it.
 */
export async function* inOrder(
  records: AsyncIterable<LogRecord>,
  { holdMs, clock }: OrderOptions,
): AsyncGenerator<LogRecord> {
  const source = records[Symbol.asyncIterator]()
  const held: Held[] = []
  const latest = new Map<string, number>()
  let next: Promise<IteratorResult<LogRecord>> | undefined = source.next()
  while (next !== undefined || held.length > 0) {
    const came: IteratorResult<LogRecord> | 'later' = await Promise.race([
      next ?? sleep(holdMs, 'later' as const),
      sleep(holdMs, 'later' as const),
    ])
    if (came !== 'later') {
      if (!came.done) held.push(hold(came.value, latest, clock()))
      next = came.done ? undefined : source.next()
    }
    const due = next === undefined ? held.splice(0) : takeDue(held, clock() - holdMs)
    for (const { record } of due.sort((a, b) => a.ts - b.ts)) yield record
  }
}

function hold(record: LogRecord, latest: Map<string, number>, now: number): Held {
  const ts = record.ts ?? latest.get(record.service) ?? now
  latest.set(record.service, ts)
  return { record, ts, cameTs: now }
}

/** Those that were held long enough, and what was written before them. */
function takeDue(held: Held[], before: number): Held[] {
  const newest = Math.max(
    Number.NEGATIVE_INFINITY,
    ...held.filter(({ cameTs }) => cameTs <= before).map(({ ts }) => ts),
  )
  const due = held.filter(({ ts }) => ts <= newest)
  for (const one of due) held.splice(held.indexOf(one), 1)
  return due
}
