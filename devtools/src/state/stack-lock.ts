import { linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { sameAgain } from '../cli/stack-flag.ts'
import { readJson, removeFile, writeJson } from './json-file.ts'
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts'

export interface LockNote extends ProcessIdentity {
  user: string
  host: string
  verb: string
  /** The command as it was typed. */
  message: string
  sinceTs: number
}

export interface LockOptions {
  verb: string
  message: string
  stackName: string
  waitMs: number
  clock: () => number
  signal: AbortSignal
}

const pollMs = 100

/**
 * Takes the lock of a stack: one command at a time changes it. A lock whose owner is dead is taken over.
 *
 * @throws {CliFailure} LOCKED (exit 75) with the owner and since when, once the wait is over.
 */
export async function lockStack(file: string, options: LockOptions): Promise<Disposable> {
  const until = options.clock() + options.waitMs
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  for (;;) {
    const mine = tryLock(file, options)
    if (mine) return { [Symbol.dispose]: () => removeFile(file) }
    if (options.signal.aborted) throw stopped(options)
    const holder = readJson<LockNote>(file)
    if (holder === undefined || isStale(holder)) breakLock(file, holder)
    else if (options.clock() >= until) throw locked(file, holder, options)
    else await sleep(pollMs)
  }
}

/** The lock as it stands, and whether its owner still runs. */
export function inspectLock(file: string): { note: LockNote; stale: boolean } | undefined {
  const note = readJson<LockNote>(file)
  return note && { note, stale: isStale(note) }
}

function tryLock(file: string, { verb, message, clock }: LockOptions): boolean {
  const me = identifyProcess(process.pid) ?? { pid: process.pid, began: 'unknown' }
  const note: LockNote = { ...me, user: userInfo().username, host: hostname(), verb, message, sinceTs: clock() }
  const own = `${file}.${process.pid}`
  writeJson(own, note)
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/** A lock from another host (a shared folder) is never judged: its processes cannot be seen from here. */
function isStale(note: LockNote): boolean {
  return note.host === hostname() && !isAlive(note)
}

/** Moves the dead lock aside, and puts it back if somebody else was faster and it is a living one by now. */
function breakLock(file: string, dead: LockNote | undefined): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
    const moved = readJson<LockNote>(aside)
    if (moved && moved.began !== dead?.began && !isStale(moved)) linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

const stopped = (options: LockOptions): CliFailure => interrupted(options.verb, { fix: sameAgain(options) })

function locked(file: string, holder: LockNote, options: LockOptions): CliFailure {
  const seconds = Math.max(0, Math.round((options.clock() - holder.sinceTs) / 1000))
  const since = new Date(holder.sinceTs).toISOString()
  return new CliFailure('LOCKED', `another command is changing this stack`, {
    evidence: [
      `${holder.message} by ${holder.user}@${holder.host}, process ${holder.pid}, since ${since} (${seconds} s)`,
      `the lock is ${file}`,
    ],
    fix: `wait for it: ${sameAgain(options)} --lock-wait 60s`,
    exitCode: exitCodes.locked,
  })
}
