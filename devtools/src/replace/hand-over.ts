import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { distinctLines, startWords } from '../drivers/start-refusal.ts'
import type { Successors } from '../drivers/successors.ts'
import type { DesiredService } from '../plan/desired.ts'
import type { GatewayControl, Released } from './gateway-control.ts'
import type { Held } from './hold-requests.ts'

export interface HandOver {
  service: DesiredService
  successors: Successors
  /** Absent: nobody holds requests, and those that come meanwhile fail. */
  hold: { control: Pick<GatewayControl, 'releaseTo'>; held: Held } | undefined
  /** How long requests may wait at the gateway, in ms. */
  boundMs: number
  /** What the migrations of the data took when they were tried on a copy, in ms. */
  migrateMs: number
  /** What the new one took to load its code, in ms: the old one would take as long to come back. */
  loadMs: number
  clock: () => number
}

/** A new one that is not ready after that will hardly ever be, in ms. */
const mostGraceMs = 10_000
/** Where nobody waits at the gateway, the new one has more time once the old one has stopped, before that is brought back, in ms. */
const unheldPatienceMs = 8_000
/** The old one has to load its code anew when it is brought back, in ms. */
const returnPatienceMs = 30_000
const watchMs = 60

/**
 * Lets a successor take the place of a service, while requests wait at the gateway: the old one stops, the new one opens
 * the data. Nobody waits longer than the bound; who comes after it is told to come again. Then the new one has as long as
 * it would take to bring the old one back, which would help nobody sooner, and after that the old one is brought back.
 *
 * @throws {CliFailure} TAKEN_BACK with the last lines of the new one.
 */
export async function handOver(options: HandOver): Promise<Released | undefined> {
  const { service, successors, hold, boundMs, migrateMs, loadMs, clock } = options
  const begun = clock()
  const until = begun + (hold ? hold.held.leftMs + Math.min(loadMs, mostGraceMs) : unheldPatienceMs) + 2 * migrateMs
  const left = () => Math.max(0, until - clock())
  const stopTimeoutMs = hold === undefined ? service.stopTimeoutMs : Math.round(hold.held.leftMs / 2)
  try {
    // nothing is under way in the old one any more, and what is left of the bound has to do for the new one as well
    await successors.stopOld({ ...service, stopTimeoutMs })
    // whoever answers at that address from here on is the new one
    const ready = hold ? goOn(hold, left()) : asked(options, Math.max(until, clock() + unheldPatienceMs))
    const done = Promise.all([ready, successors.takeOver(service)]).then(([released]) => released ?? undefined)
    return await Promise.race([done, ended(successors, service.name)])
  } catch (cause) {
    const lines = await successors.lastLines(service.name)
    await successors.takeBack(service.name)
    if (hold) await goOn(hold, returnPatienceMs).catch(() => undefined)
    const waited = hold && waitText(clock() - begun, boundMs)
    throw takenBack(service.name, lines, [faultOf(cause as Error, until - begun), waited])
  }
}

const goOn = async ({ control, held }: NonNullable<HandOver['hold']>, patienceMs: number): Promise<Released> =>
  await control.releaseTo(held.services, held.origins, patienceMs)

async function asked({ successors, service, clock }: HandOver, until: number): Promise<void> {
  while (!(await successors.isReady(service.name))) {
    if (clock() > until) throw new Error('it was not ready in time')
    await sleep(watchMs)
  }
}

/** Rejects when the successor's process ends; never resolves. */
async function ended(successors: Successors, name: string): Promise<never> {
  const before = await successors.sight(name)
  for (;;) {
    await sleep(watchMs * 2)
    const seen = await successors.sight(name)
    if (!seen.running || seen.restarts > before.restarts)
      throw new Error(`it ended with ${seen.lastExit ?? 'an unknown status'}`)
  }
}

function takenBack(name: string, lines: readonly string[], how: readonly (string | undefined)[]): CliFailure {
  return new CliFailure('TAKEN_BACK', `the new ${name} did not take over; the old one is in its place again`, {
    evidence: [...how.filter((line) => line !== undefined), ...lastWords(lines)],
    exitCode: exitCodes.failed,
  })
}

const faultOf = ({ message, evidence = [] }: Error & { evidence?: string[] }, patienceMs: number): string =>
  evidence.some((line) => line.includes('REPLICA_NOT_READY'))
    ? `it was not ready after ${Math.round(patienceMs)} ms`
    : message

function waitText(tookMs: number, boundMs: number): string {
  const refused = Math.round(tookMs - boundMs)
  if (refused <= 0) return `requests waited ${Math.round(tookMs)} ms; none was refused`
  return `requests waited ${boundMs} ms; those of the ${refused} ms after that were told to come again`
}

/** What one that did not come up said last. */
export function lastWords(lines: readonly string[]): string[] {
  const words = startWords(lines)
  if (words !== undefined) return [`it says: ${words}`]
  const last = distinctLines(lines).slice(-10)
  return last.length === 0
    ? ['it wrote nothing']
    : ['its last lines:', ...last.map((line) => `  ${line.slice(0, 300)}`)]
}
