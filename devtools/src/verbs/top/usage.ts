import { table } from '@bartab/kit/cli'
import { sizeText } from '../../cli/size-text.ts'
import type { Sample } from './sample.ts'

/** A row of the frame: what a service did between two samples. */
export interface Usage {
  service: string
  /** Of one processor. */
  cpu_percent: number
  memory_bytes: number
  requests_per_s: number
  failures_per_s: number
  in_flight: number
  polls: number
  /** Absent where the service keeps no database, or it was not looked at. */
  wal_bytes?: number
}

/** What lies between two samples. A service that started anew in between counts from its start. */
export function usageOf(before: Sample | undefined, now: Sample, walBytes: number | undefined): Usage {
  const seconds = before === undefined ? 0 : (now.ts - before.ts) / 1000
  const isSame = before !== undefined && now.cpuSeconds >= before.cpuSeconds && now.requests >= before.requests
  const rate = (of: (sample: Sample) => number): number =>
    seconds <= 0 ? 0 : (of(now) - (isSame ? of(before) : 0)) / seconds
  return {
    service: now.service,
    cpu_percent: rounded(100 * rate(({ cpuSeconds }) => cpuSeconds)),
    memory_bytes: now.memoryBytes,
    requests_per_s: rounded(rate(({ requests }) => requests)),
    failures_per_s: rounded(rate(({ failures }) => failures)),
    in_flight: now.inFlight,
    polls: now.polls,
    ...(walBytes === undefined ? {} : { wal_bytes: walBytes }),
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10

export function usageTable(rows: readonly Usage[]): string[] {
  const head = ['service', 'cpu', 'memory', 'requests/s', 'failures/s', 'in flight', 'polls', 'wal']
  const cells = rows.map((row) => [
    row.service,
    `${row.cpu_percent} %`,
    sizeText(row.memory_bytes),
    String(row.requests_per_s),
    String(row.failures_per_s),
    String(row.in_flight),
    String(row.polls),
    row.wal_bytes === undefined ? '-' : sizeText(row.wal_bytes),
  ])
  return table([head, ...cells])
}
