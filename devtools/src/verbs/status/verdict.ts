import { commandOn } from '../../cli/stack-flag.ts'
import type { ServiceRow } from './service-rows.ts'

export const isWell = (servers: readonly ServiceRow[]): boolean =>
  servers.every(({ state, health }) => state === 'running' && health === 'ready')

/** What is said first of a stack, and the command that goes on from there. */
export function verdict(stackName: string, servers: readonly ServiceRow[], alarms: readonly string[]): string {
  if (servers.every(({ state }) => state === 'missing')) return `nothing of it runs: ${commandOn(stackName, 'up')}`
  if (!isWell(servers)) return `it is not well: ${commandOn(stackName, 'doctor')}`
  return alarms.length === 0 ? 'it is well' : 'its backups are not well'
}
