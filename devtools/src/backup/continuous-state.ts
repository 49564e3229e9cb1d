import { commandOn } from '../cli/stack-flag.ts'
import type { Driver } from '../drivers/driver.ts'
import type { Stack } from '../stack/stack.ts'
import type { BackupSettings } from './backup-settings.ts'

/** How a database that is followed stands, as its replica tells. */
export interface FollowedState {
  service: string
  /** How far the replica is behind the database, in ms; null when it does not say. */
  lag_ms: number | null
  /** The database's write-ahead log: it grows while nothing takes it away. */
  wal_bytes: number | null
}

/** From where on a replica is not well. */
export interface FollowedLimits {
  lagMs: number
  walBytes: number
}

/** How far behind a replica may be, in seconds, and how large a write-ahead log, in MB, where nothing else is set. */
export const followedDefaults = { lagSeconds: 60, walMb: 256 } as const

export const followedLimits = (settings: BackupSettings = {}): FollowedLimits => ({
  lagMs: (settings.alarm_lag_seconds ?? followedDefaults.lagSeconds) * 1000,
  walBytes: (settings.alarm_wal_mb ?? followedDefaults.walMb) * 1_000_000,
})

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

/** Why continuous replication is not well, and where to look; empty when it is. */
export function continuousAlarms(
  stackName: string,
  states: readonly FollowedState[],
  { lagMs, walBytes }: FollowedLimits,
): string[] {
  const logs = (service: string) => commandOn(stackName, `logs follow-${service}`)
  return states.flatMap(({ service, lag_ms, wal_bytes }) => [
    ...(lag_ms === null ? [`the replica of ${service} does not answer: ${logs(service)}`] : []),
    ...(lag_ms !== null && lag_ms > lagMs
      ? [`the replica of ${service} is ${Math.round(lag_ms / 1000)} s behind: ${logs(service)}`]
      : []),
    ...((wal_bytes ?? 0) > walBytes
      ? [`the write-ahead log of ${service} has grown to ${Math.round((wal_bytes ?? 0) / 1e6)} MB`]
      : []),
  ])
}
