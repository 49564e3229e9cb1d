import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure } from '@bartab/kit/cli'
import type { GatewayControl, Holding } from './gateway-control.ts'

export interface Held extends Holding {
  /** The service, and those whose requests wait with it. */
  services: string[]
}

/** Services that ask another one while they answer: their requests wait as well, or they would be told that it is away. */
const askers: Readonly<Record<string, readonly string[]>> = { chat: ['media'] }
/** What asks may be under way for long, with a large file; it has asked by then, or asks once more. */
const askerDrainMs = 200
/** Most requests end in a few ms; waiting longer for one would take from the bound, in ms. */
const drainMs = 500
/** A gateway with much to do ends a hold a little late. */
const slackMs = 100
/** How long a large file may take before it is in the way, in ms: it is waited for, and nobody else meanwhile. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

/**
 * Lets requests to a service wait, from a moment on in which nothing is under way. While something is, such as the
 * upload of a large file, nobody is held for it: it is tried again a little later.
 *
 * @throws {CliFailure} STILL_BUSY where there was no such moment. Nothing is held then, and nothing has happened.
 */
export async function holdRequests(
  control: Pick<GatewayControl, 'hold' | 'release'>,
  service: string,
  boundMs: number,
): Promise<Held> {
  const asking = (askers[service] ?? []).map((name) => ({ service: name, drainMs: askerDrainMs }))
  const services = [service, ...asking.map((asker) => asker.service)]
  let underWay = 0
  for (const pauseMs of [0, ...pausesMs]) {
    await sleep(pauseMs)
    const holding = await control.hold([...asking, { service, drainMs }], boundMs - slackMs)
    if (holding.drained && holding.leftMs > 0) return { ...holding, services }
    await control.release(services)
    underWay = holding.underWay
  }
  throw stillBusy(service, underWay)
}

function stillBusy(service: string, underWay: number): CliFailure {
  const waitedS = Math.round(pausesMs.reduce((sum, ms) => sum + ms, 0) / 1000)
  const { why, until } = underWay === 0 ? slow : busyWith(underWay)
  return new CliFailure('STILL_BUSY', `${service} is never without work for long enough to be handed over`, {
    evidence: [`it was tried for ${waitedS} s, and the last time ${why}`, 'nothing was changed'],
    fix: `the same command again, ${until}`,
  })
}

const slow = {
  why: 'nothing was under way, but people may not be held for as long as the gateway took to say so',
  until: 'when the machine has less to do: bartab top shows what it does',
}

const busyWith = (underWay: number) => ({
  why: `${underWay === 1 ? '1 request was' : `${underWay} requests were`} under way; large files take long`,
  until: 'when they have ended: bartab top shows them',
})
