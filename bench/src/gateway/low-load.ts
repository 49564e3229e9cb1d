import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Line } from '../chat/line.ts'
import { loadCore } from '../media/server-process.ts'

/** Milliseconds between the beginnings of two requests: 200 a second. */
const paceMs = 5

/**
 * The median of what 200 requests a second wait for their answer, milliseconds. The asker stays awake between them, on
 * the load's core: one that slept would add the time in which its core, its caches and itself wake up, to some
 * contenders more than to others.
 */
export async function lowLoad(url: string, token: string, seconds: number): Promise<number> {
  const { port, pathname } = new URL(url)
  const request = `GET ${pathname} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n\r\n`
  const line = await Line.open(Number(port))
  const times: number[] = []
  const end = performance.now() + seconds * 1_000
  for (let due = performance.now(); due < end; due += paceMs) {
    while (performance.now() < due) await nextTurn()
    const began = performance.now()
    const { status } = await line.ask(request)
    times.push(performance.now() - began)
    if (status !== 200) throw new Error(`${url} answered ${status}`)
  }
  line.close()
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? Number.NaN
}

/** Runs with this process on the load's core alone, and gives it back all cores after that. */
export async function onLoadCore<T>(run: () => Promise<T>): Promise<T> {
  pin(loadCore)
  try {
    return await run()
  } finally {
    pin(`0-${cpus().length - 1}`)
  }
}

function pin(cores: string): void {
  execFileSync('taskset', ['-acp', cores, String(process.pid)], { stdio: 'ignore' })
}
