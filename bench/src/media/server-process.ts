import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The core that servers run on; the load has the other one. */
export const serverCore = '0'
export const loadCore = '1'

export interface ServerProcess extends AsyncDisposable {
  origin: string
  pid: number
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts one of our servers on its core and waits until it is ready. `options` are Node's own. */
export async function startServer(
  program: string,
  env: Record<string, string>,
  options: readonly string[] = [],
): Promise<ServerProcess> {
  const port = await freePort()
  const ports = { BARTAB_PORT: String(port), BARTAB_INTERNAL_PORT: String(await freePort()) }
  const child = spawn('taskset', ['-c', serverCore, process.execPath, ...options, program], {
    env: { PATH: process.env['PATH'] ?? '', ...env, ...ports },
    stdio: ['ignore', process.env['PROF_OUT'] ? 'inherit' : 'ignore', 'inherit'],
  })
  const origin = `http://127.0.0.1:${port}`
  endWithUs(child, () => child.kill('SIGKILL'))
  await untilAnswers(`${origin}/readyz`, child)
  return { origin, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => ended(child) }
}

const left = new Map<ChildProcess, () => void>()
process.on('exit', () => {
  for (const end of left.values()) end()
})

/** However the bench ends, `end` is called for a child that still runs by then. */
export function endWithUs(child: ChildProcess, end: () => void): void {
  left.set(child, end)
  child.once('exit', () => left.delete(child))
}

export async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`)
    const answer = await fetch(url).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok === true) return
    await sleep(100)
  }
  throw new Error(`${url} did not become ready in 60 s`)
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Resident memory of a process in MB: now, and the most it ever was. */
export function residentMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024
  return { now: mb('VmRSS'), peak: mb('VmHWM') }
}
