import { memoryUsage, threadCpuUsage } from 'node:process'
import { collectAll } from './collect-garbage.ts'
import { lookEveryMs, Rest } from './rest.ts'

/**
 * Gives memory back to the system whenever this process comes to rest. Returns what ends it.
 *
 * @see docs/decisions/0041-memory-of-an-idle-server.md
 */
export function giveBackAtRest(): () => void {
  const rest = new Rest()
  const look = () => {
    const { user, system } = threadCpuUsage()
    if (rest.begins({ cpuMs: (user + system) / 1_000, heapBytes: memoryUsage().heapUsed })) collectAll()
  }
  const timer = setInterval(look, lookEveryMs).unref()
  return () => clearInterval(timer)
}
