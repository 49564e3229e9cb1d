import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds of processor time that a process has used, all of its threads together. Hardly moved by what else the machine does. */
export function cpuMicros(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanos = threads.map((thread) => Number(readSchedule(pid, thread).split(' ')[0]))
  return nanos.reduce((sum, each) => sum + each, 0) / 1000
}

/** A thread may end while it is looked at. */
function readSchedule(pid: number, thread: string): string {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')
  } catch {
    return '0'
  }
}

/** What some processes use for each of many equal things, by name, in microseconds. */
export class CpuShares {
  readonly #pids: Record<string, number>
  readonly #seen: Record<string, number[]> = {}

  constructor(pids: Record<string, number>) {
    this.#pids = pids
  }

  /** Runs `work`, which gives how many things it did. */
  async during<T>(work: () => Promise<T>, count: (result: T) => number): Promise<T> {
    const before = Object.entries(this.#pids).map(([name, pid]) => ({ name, pid, used: cpuMicros(pid) }))
    const result = await work()
    for (const { name, pid, used } of before) {
      this.#seen[name] ??= []
      this.#seen[name].push((cpuMicros(pid) - used) / Math.max(1, count(result)))
    }
    return result
  }

  /** Each round's figure, by name. */
  get seen(): Readonly<Record<string, number[]>> {
    return this.#seen
  }
}
