import type { Driver } from '../drivers/driver.ts'
import type { Stack } from '../stack/stack.ts'

/** How a database that is followed stands, as its replica tells. */
export interface FollowedState {
  service: string
  /** How far the replica is behind the database, in ms; null when it does not say. */
  lag_ms: number | null
  /** The database's write-ahead log: it grows while nothing takes it away. */
  wal_bytes: number | null
}

export const alarmLagMs = 60_000
export const alarmWalBytes = 256 * 1024 * 1024

/** Asks every follower of a stack; one that does not run says nothing. */
export async function continuousState(driver: Pick<Driver, 'exec'>, stack: Stack): Promise<FollowedState[]> {
  const sidecars = stack.services.filter(({ role }) => role === 'sidecar')
  return await Promise.all(
    sidecars.map(async ({ name, entry = '', beside = name }) => {
      const asked = await driver.exec(name, ['node', entry, '--position']).catch(() => undefined)
      const told = asked?.exitCode === 0 ? (JSON.parse(asked.stdout) as Omit<FollowedState, 'service'>) : undefined
      return { service: beside, lag_ms: told?.lag_ms ?? null, wal_bytes: told?.wal_bytes ?? null }
    }),
  )
}

/** Why continuous replication is not well; empty when it is. */
export function continuousAlarms(states: readonly FollowedState[]): string[] {
  return states.flatMap(({ service, lag_ms, wal_bytes }) => [
    ...(lag_ms === null ? [`the replica of ${service} does not answer: bartab logs follow-${service}`] : []),
    ...(lag_ms !== null && lag_ms > alarmLagMs
      ? [`the replica of ${service} is ${Math.round(lag_ms / 1000)} s behind`]
      : []),
    ...((wal_bytes ?? 0) > alarmWalBytes ? [`the write-ahead log of ${service} has grown to ${wal_bytes} bytes`] : []),
  ])
}
