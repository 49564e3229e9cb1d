import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, engineFault } from '../drivers/docker/find-engine.ts'

/** Where an engine of our own keeps its things. Short paths: a socket's may have 107 characters. */
export interface EnginePlace {
  /** Images and volumes; stays, so that the next run finds its images again. */
  dataRoot: string
  /** Socket, pid file, log and running state; goes with the engine. */
  runRoot: string
}

export const defaultPlace: EnginePlace = { dataRoot: '/var/lib/bartab-engine', runRoot: '/run/bartab-engine' }

const startPatienceMs = 40_000
const stopPatienceMs = 30_000

export function engineAt(place: EnginePlace): Engine {
  const socketPath = join(place.runRoot, 'docker.sock')
  return { where: socketPath, options: { socketPath } }
}

/** The pid of our engine, where one of an earlier start still runs. */
export function ownEnginePid(place: EnginePlace): number | undefined {
  const file = join(place.runRoot, 'docker.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return pid > 0 && isDockerd(pid) ? pid : undefined
}

/**
 * Starts a dockerd of our own and waits until it answers.
 *
 * @throws {Error} with the last words of its log when it ends, or does not answer within 40 s.
 */
export async function startOwnEngine(place: EnginePlace): Promise<Engine> {
  mkdirSync(place.runRoot, { recursive: true, mode: 0o755 })
  const logFile = join(place.runRoot, 'dockerd.log')
  const log = openSync(logFile, 'w')
  const child = spawn('dockerd', engineArguments(place), { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  let ended: string | undefined
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code) => {
    ended = `it ended with code ${code}`
  })
  child.unref()
  const engine = engineAt(place)
  for (const deadline = Date.now() + startPatienceMs; ended === undefined && Date.now() < deadline; await sleep(100)) {
    if ((await engineFault(engine)) === undefined) return engine
  }
  if (ended === undefined && child.pid !== undefined) process.kill(child.pid, 'SIGTERM')
  throw new Error(`${ended ?? `no answer within ${startPatienceMs / 1000} s`}\n${lastWords(logFile)}`)
}

/** Notes that this process uses the engine, so that another test run does not stop it. */
export function useEngine(place: EnginePlace): void {
  mkdirSync(join(place.runRoot, 'users'), { recursive: true })
  writeFileSync(join(place.runRoot, 'users', String(process.pid)), '')
}

/** Stops our engine unless another living process uses it. Its images stay. */
export async function leaveEngine(place: EnginePlace): Promise<void> {
  rmSync(join(place.runRoot, 'users', String(process.pid)), { force: true })
  const pid = ownEnginePid(place)
  if (pid === undefined || otherUsers(place).length > 0) return
  process.kill(pid, 'SIGTERM')
  for (const deadline = Date.now() + stopPatienceMs; isDockerd(pid); await sleep(50)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL')
  }
  try {
    rmSync(place.runRoot, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // a dockerd that had to be killed leaves mounts below; they and the folder are gone after the next boot
  }
}

function engineArguments({ dataRoot, runRoot }: EnginePlace): string[] {
  return [
    ['--data-root', dataRoot],
    ['--exec-root', join(runRoot, 'exec')],
    ['--pidfile', join(runRoot, 'docker.pid')],
    ['--host', `unix://${join(runRoot, 'docker.sock')}`],
    ['--containerd-namespace', 'bartab', '--containerd-plugins-namespace', 'bartab-plugins'],
    ['--default-address-pool', 'base=172.24.0.0/13,size=24'],
    ['--log-level', 'warn'],
  ].flat()
}

function otherUsers(place: EnginePlace): string[] {
  const folder = join(place.runRoot, 'users')
  return existsSync(folder) ? readdirSync(folder).filter((pid) => existsSync(`/proc/${pid}`)) : []
}

/** A zombie that nobody has reaped has no command line any more. */
function isDockerd(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('dockerd') === true
  } catch {
    return false
  }
}

function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-4).join('\n')
}
