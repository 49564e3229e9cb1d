import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import { distinctLines, startWords } from '../drivers/start-refusal.ts'
import type { Successors } from '../drivers/successors.ts'
import type { DesiredService } from '../plan/desired.ts'
import type { GatewayControl, Released } from './gateway-control.ts'

export interface HandOver {
  service: DesiredService
  successors: Successors
  /** Absent: the gateway cannot be told, and requests fail meanwhile. */
  control: Pick<GatewayControl, 'hold' | 'release' | 'releaseTo'> | undefined
  /** What the migrations of the data took when they were tried on a copy, in ms. */
  migrateMs: number
  clock: () => number
}

/** How long the new one may take in the place of the old before the old one is brought back, in ms. */
const patienceMs = 8_000
const watchMs = 60

/**
 * Lets a successor take the place of a service: requests wait at the gateway, the old one stops, the new one opens the
 * data. When the new one does not answer, the old one is brought back before the requests go on.
 *
 * @throws {CliFailure} TAKEN_BACK with the last lines of the new one.
 */
export async function handOver(options: HandOver): Promise<Released | undefined> {
  const { service, successors, control, migrateMs } = options
  const patience = patienceMs + 2 * migrateMs
  const longest = Math.min(30_000, patience * 2)
  await using _held = await holdAskers(options, longest)
  const origins = await control?.hold(service.name, longest)
  try {
    await successors.takeOver(service)
    const done = control && origins ? control.releaseTo(service.name, origins, patience) : asked(options, patience)
    return (await Promise.race([done, ended(successors, service.name)])) ?? undefined
  } catch (cause) {
    const lines = await successors.lastLines(service.name)
    await successors.takeBack(service.name)
    if (control && origins) await control.releaseTo(service.name, origins, patience).catch(() => undefined)
    throw takenBack(service.name, lines, cause as Error)
  }
}

/** Services that ask another one while they answer: their requests wait as well, or they would be told that it is away. */
const askers: Readonly<Record<string, readonly string[]>> = { chat: ['media'] }

/** Holds new requests to those who would ask; what they have begun goes on. Released when the hand-over is over. */
async function holdAskers({ service, control }: HandOver, longestMs: number): Promise<AsyncDisposable> {
  const held = askers[service.name] ?? []
  for (const name of held) await control?.hold(name, longestMs, 0)
  return {
    [Symbol.asyncDispose]: async () => {
      for (const name of held) await control?.release(name).catch(() => undefined)
    },
  }
}

async function asked({ successors, service, clock }: HandOver, patience: number): Promise<void> {
  const until = clock() + patience
  while (!(await successors.isReady(service.name))) {
    if (clock() > until) throw new Error(`it was not ready after ${patience / 1000} s`)
    await sleep(watchMs)
  }
}

/** Rejects when the successor's process ends; never resolves. */
async function ended(successors: Successors, name: string): Promise<never> {
  const before = await successors.sight(name)
  for (;;) {
    await sleep(watchMs * 4)
    const seen = await successors.sight(name)
    if (!seen.running || seen.restarts > before.restarts)
      throw new Error(`it ended with ${seen.lastExit ?? 'an unknown status'}`)
  }
}

function takenBack(name: string, lines: readonly string[], cause: Error): CliFailure {
  return new CliFailure('TAKEN_BACK', `the new ${name} did not take over; the old one is in its place again`, {
    evidence: [cause.message, ...lastWords(lines)],
    cause,
  })
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
