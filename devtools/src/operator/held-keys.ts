import { setTimeout as sleep } from 'node:timers/promises'
import { CliFailure, exitCodes, interrupted } from '@bartab/kit/cli'
import { stackFlag } from '../cli/stack-flag.ts'
import type { Driver } from '../drivers/driver.ts'
import { serverNames } from '../stack/server-names.ts'

export interface KeyWatch {
  driver: Pick<Driver, 'internal' | 'observe'>
  stackName: string
  clock: () => number
  signal: AbortSignal
  /** Told once for each verifier that holds the key. */
  onHeld?: (service: string) => void
  /** How long they may take, in ms. They fetch every half minute by themselves. */
  patienceMs?: number
}

const pollMs = 500

/**
 * Waits until every verifier that runs reports, on its internal port, that it holds a key. A server that does not run
 * fetches all keys when it starts.
 *
 * @returns the verifiers that hold it.
 * @throws {CliFailure} KEY_NOT_HELD (exit 124), with those that lack it.
 */
export async function awaitHeld(watch: KeyWatch, kid: string): Promise<string[]> {
  const { driver, clock, signal, onHeld, patienceMs = 90_000 } = watch
  const until = clock() + patienceMs
  const live = await liveVerifiers(driver)
  const holding = new Set<string>()
  for (;;) {
    for (const service of live.filter((name) => !holding.has(name))) {
      if (!(await holds(driver, service, kid))) continue
      holding.add(service)
      onHeld?.(service)
    }
    const lacking = live.filter((name) => !holding.has(name))
    if (lacking.length === 0) return live
    if (signal.aborted) throw interrupted('keys rotate')
    if (clock() >= until) throw notHeld(watch, kid, lacking, patienceMs)
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

async function liveVerifiers(driver: KeyWatch['driver']): Promise<string[]> {
  const { services } = await driver.observe()
  return serverNames.filter((name) => services.some((seen) => seen.name === name && seen.state === 'running'))
}

async function holds(driver: KeyWatch['driver'], service: string, kid: string): Promise<boolean> {
  const answer = await driver.internal(service, '/keys')
  if (answer?.status !== 200) return false
  return (JSON.parse(answer.body) as { keys: { kid: string }[] }).keys.some((held) => held.kid === kid)
}

function notHeld({ stackName }: KeyWatch, kid: string, lacking: readonly string[], waitedMs: number): CliFailure {
  return new CliFailure('KEY_NOT_HELD', `the new key is not held everywhere after ${waitedMs / 1000} s`, {
    evidence: [`${lacking.join(', ')} ${lacking.length === 1 ? 'lacks' : 'lack'} ${kid}`, 'the old key signs on'],
    fix: `bartab status${stackFlag(stackName)}; when it is well, bartab keys rotate${stackFlag(stackName)} goes on from here`,
    exitCode: exitCodes.timedOut,
  })
}
