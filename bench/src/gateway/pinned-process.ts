import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ended, freePort, type ServerProcess } from '../media/server-process.ts'
import { descendantsOf } from '../process-family.ts'

/** Starts a program on one core and waits until it answers. */
export async function startPinned(
  core: string,
  command: (port: number) => string[],
  accepted: readonly number[] = [200],
): Promise<ServerProcess> {
  const port = await freePort()
  const child = spawn('taskset', ['-c', core, ...command(port)], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/tmp', GOMAXPROCS: '1' },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const origin = `http://127.0.0.1:${port}`
  const over = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${command(port).join(' ')} ended with ${code}`)),
  )
  over.catch(() => {})
  await Promise.race([untilAnswers(`${origin}/readyz`, accepted), over])
  return { origin, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => ended(child) }
}

async function untilAnswers(url: string, accepted: readonly number[]): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer !== undefined && accepted.includes(answer.status)) return
    await sleep(100)
  }
  throw new Error(`${url} did not become ready in 30 s`)
}

const ticksPerSecond = 100

/** Seconds of CPU that a process and its children have used so far. */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, member) => sum + ticksOf(member), 0) / ticksPerSecond
}

/** Proportional memory of a process and its children, MB. */
export function memoryMb(pid: number): number {
  const of = (member: number) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  return family(pid).reduce((sum, member) => sum + of(member), 0) / 1024
}

function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

const family = (pid: number): number[] => [pid, ...descendantsOf(pid)]
