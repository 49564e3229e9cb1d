import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { commandOn } from '../cli/stack-flag.ts'
import type { StepOf } from '../plan/step.ts'
import type { Driver } from './driver.ts'

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
const hopelessAfterRestarts = 3

/**
 * Waits until a service answers that it is ready. It gives up early when the service keeps ending, and leaves what
 * failed as it is, so that it can be looked at.
 *
 * @throws {CliFailure} SERVICE_ENDED (exit 1), or NOT_READY (exit 124) with the last answer and the last lines of its log.
 */
export async function awaitReady(watch: ReadinessWatch, step: StepOf<'await-ready'>): Promise<void> {
  const until = watch.clock() + step.timeoutMs
  const before = await watch.sight(step.name)
  for (;;) {
    if (watch.signal.aborted) throw interrupted(watch.verb, { fix: commandOn(watch.stackName, watch.verb) })
    const seen = await watch.sight(step.name)
    if (hopeless(before, seen)) throw await ended(watch, step.name, seen)
    const answer = step.answersReadiness ? await watch.driver.internal(step.name, '/readyz', patienceMs) : undefined
    if (step.answersReadiness ? answer?.status === 200 : seen.running) return
    if (watch.clock() > until) throw await notReady(watch, step, answer?.body)
    await sleep(pollMs)
  }
}

function hopeless(before: Sighting, seen: Sighting): boolean {
  if (seen.running) return false
  return seen.restarts - before.restarts >= hopelessAfterRestarts || (seen.lastExit?.includes('78') ?? false)
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
  return lines.length === 0 ? ['  (it wrote nothing)'] : lines
}
