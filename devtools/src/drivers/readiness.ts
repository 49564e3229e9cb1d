import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { commandOn } from '../cli/stack-flag.ts'
import type { StepOf } from '../plan/step.ts'
import type { Driver, InternalAnswer } from './driver.ts'
import { distinctLines, refusedToStart, startWords } from './start-refusal.ts'

/** What a service's state says about the wait for it. */
export interface Sighting {
  running: boolean
  restarts: number
  lastExit?: string | undefined
}

export interface ReadinessWatch {
  driver: Pick<Driver, 'internal' | 'logs'>
  verb: string
  stackName: string
  clock: () => number
  signal: AbortSignal
  sight(service: string): Promise<Sighting>
}

const pollMs = 60
const patienceMs = 2000
const watchMs = 200
const hopelessAfterRestarts = 3

/**
 * Waits until a service answers that it is ready. It gives up early when the service keeps ending, and at once when it
 * says that it cannot start; it leaves what failed as it is, so that it can be looked at.
 *
 * @throws {CliFailure} SERVICE_REFUSED (exit 78) with the service's own words, SERVICE_ENDED (exit 1), or NOT_READY (exit 124) with the last answer and the last lines of its log.
 */
export async function awaitReady(watch: ReadinessWatch, step: StepOf<'await-ready'>): Promise<void> {
  const until = watch.clock() + step.timeoutMs
  const before = await watch.sight(step.name)
  for (;;) {
    if (watch.signal.aborted) throw interrupted(watch.verb, { fix: commandOn(watch.stackName, watch.verb) })
    const seen = await watch.sight(step.name)
    await refuseHopeless(watch, step.name, before, seen)
    const answer = step.answersReadiness ? await ask(watch, step.name, before) : undefined
    if (step.answersReadiness ? answer?.status === 200 : seen.running) return
    if (watch.clock() > until) throw await notReady(watch, step, answer?.body)
    await sleep(pollMs)
  }
}

/** Asks with patience, and meanwhile looks whether there is still somebody to ask. */
async function ask(watch: ReadinessWatch, name: string, before: Sighting): Promise<InternalAnswer | undefined> {
  let answered = false
  const answer = watch.driver.internal(name, '/readyz', patienceMs).finally(() => {
    answered = true
  })
  for (;;) {
    await Promise.race([answer, sleep(watchMs)])
    if (answered) return await answer
    await refuseHopeless(watch, name, before, await watch.sight(name))
  }
}

async function refuseHopeless(watch: ReadinessWatch, name: string, before: Sighting, seen: Sighting): Promise<void> {
  const again = seen.restarts - before.restarts
  if (refusedToStart(seen.lastExit) && (!seen.running || again > 0)) throw await refused(watch, name)
  if (again >= hopelessAfterRestarts && !seen.running) throw await ended(watch, name, seen)
}

async function refused(watch: ReadinessWatch, name: string): Promise<CliFailure> {
  const lines = await lastLines(watch, name)
  const words = startWords(lines)
  return new CliFailure('SERVICE_REFUSED', `${name} cannot start as it is`, {
    evidence: words === undefined ? ['it ended with exit code 78; its last lines:', ...lines] : [`it says: ${words}`],
    fix: commandOn(watch.stackName, 'doctor'),
    exitCode: exitCodes.badConfig,
  })
}

async function ended(watch: ReadinessWatch, name: string, { lastExit }: Sighting): Promise<CliFailure> {
  return new CliFailure('SERVICE_ENDED', `${name} does not stay up`, {
    evidence: [`it ended with ${lastExit ?? 'an unknown status'}; its last lines:`, ...(await lastLines(watch, name))],
    fix: commandOn(watch.stackName, 'doctor'),
  })
}

async function notReady(watch: ReadinessWatch, step: StepOf<'await-ready'>, body?: string): Promise<CliFailure> {
  const said = body === undefined ? 'its internal port did not answer' : `it last said ${body.slice(0, 600)}`
  return new CliFailure('NOT_READY', `${step.name} was not ready after ${step.timeoutMs / 1000} s`, {
    evidence: [said, 'its last lines:', ...(await lastLines(watch, step.name))],
    fix: commandOn(watch.stackName, 'doctor'),
    exitCode: exitCodes.timedOut,
  })
}

async function lastLines({ driver }: ReadinessWatch, name: string): Promise<string[]> {
  const query = { services: [name], tail: 20, follow: false, signal: AbortSignal.timeout(3000) }
  const lines = await Array.fromAsync(driver.logs(query), ({ text }) => `  ${text.slice(0, 300)}`).catch(() => [])
  return lines.length === 0 ? ['  (it wrote nothing)'] : distinctLines(lines)
}
