import type { FollowedState } from './continuous-state.ts'
import { gauge, seconds } from './prometheus-text.ts'

/** The state of the replicas in Prometheus' text format; what is not known has no sample. */
export function followedMetrics(stack: string, states: readonly FollowedState[]): string {
  const of = (value: (state: FollowedState) => number | null | undefined) =>
    states.map((state) => ({ labels: { stack, service: state.service }, value: value(state) }))
  return [
    gauge(
      'bartab_replica_answers',
      '1 when the replica of a database could be asked',
      of(({ lag_ms }) => (lag_ms === null ? 0 : 1)),
    ),
    gauge(
      'bartab_replica_lag_seconds',
      'How far the replica is behind the database',
      of(({ lag_ms }) => seconds(lag_ms)),
    ),
    gauge(
      'bartab_replica_wal_bytes',
      "The database's write-ahead log",
      of(({ wal_bytes }) => wal_bytes),
    ),
  ].join('')
}
