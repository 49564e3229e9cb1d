import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadCore } from '../media/server-process.ts'
import { cpuSeconds } from './pinned-process.ts'

const run = promisify(execFile)
const connections = '64'

/** What runs on a just-in-time compiler is not judged by its first seconds. */
export const warmUpSeconds = 3

export interface LoadFigure {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  cpuUsPerRequest: number
}

/** As many requests as 64 kept connections bring, for so many seconds. @throws when any was refused. */
export async function fullLoad(url: string, token: string, seconds: number, pid: number): Promise<LoadFigure> {
  const before = cpuSeconds(pid)
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', `authorization: Bearer ${token}`, url]
  const { stdout } = await run('taskset', ['-c', loadCore, 'wrk', ...args], { timeout: (seconds + 30) * 1_000 })
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} refused requests:\n${stdout}`)
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    cpuUsPerRequest: ((cpuSeconds(pid) - before) * 1e6) / requests,
  }
}

function milliseconds(match: RegExpExecArray | null): number {
  const factor = { us: 0.001, ms: 1, s: 1_000 }[match?.[2] ?? 'ms'] ?? 1
  return Number(match?.[1]) * factor
}
