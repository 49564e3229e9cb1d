import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const patienceMs = 10_000

/** The children of a process, theirs, and so on. On Linux. */
export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid)
  return [...children, ...children.flatMap(descendantsOf)]
}

/** Each thread of a process has those that it started. None where the process is gone. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

/** Asks processes to end, and makes those that have not after ten seconds; settles when all are gone. */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  const told = performance.now()
  for (const pid of pids) signalled(pid, 'SIGTERM')
  let left = pids.filter(runs)
  while (left.length > 0) {
    if (performance.now() - told > patienceMs) for (const pid of left) signalled(pid, 'SIGKILL')
    await sleep(20)
    left = left.filter(runs)
  }
}

/** False when there is no such process. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** One that is dead and that its parent has not yet asked after does not run. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
