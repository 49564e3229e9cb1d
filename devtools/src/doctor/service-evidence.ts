import type { Driver } from '../drivers/driver.ts'
import { askReadiness } from '../drivers/health.ts'
import { fileHolders, isFrozen, openFilesLimit } from '../ground/process-look.ts'
import type { Observed, ObservedService } from '../plan/observed.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { identifyProcess } from '../state/process-identity.ts'
import type { HeldKeysAnswer, ProcessEvidence, ServiceEvidence, StoreEvidence } from './evidence.ts'
import { largeWal } from './store-diagnoses.ts'
import { probeStore } from './store-probe.ts'

/** The last words of a crash stand above its stack, which may be long. */
const tailLines = 80

export async function serviceEvidence(
  { driver, stack }: StackHandle,
  name: string,
  observed: Observed,
): Promise<ServiceEvidence> {
  const seen = observed.services.find((service) => service.name === name)
  const running = seen?.state === 'running'
  const serves = running && seen?.role === 'server'
  const keepsDatabase = stack.services.some((service) => service.name === name && keepsStore(service))
  const [ready, lastLines, store, keys] = await Promise.all([
    serves ? askReadiness(async (path) => await driver.internal(name, path)) : undefined,
    (running && seen?.health === 'ready') || seen === undefined ? [] : tailOf(driver, name),
    seen !== undefined && keepsDatabase ? probe(driver, name, seen) : undefined,
    serves ? heldKeys(driver, name) : undefined,
  ])
  return { name, seen, ready, lastLines, store, keys, process: processOf(seen) }
}

const keepsStore = ({ role, keepsData }: { role: string; keepsData: boolean }): boolean =>
  role === 'server' && keepsData

async function probe(driver: Driver, name: string, seen: ObservedService): Promise<StoreEvidence | undefined> {
  const store = await probeStore(driver, name, seen.state === 'running')
  if (store === undefined) return undefined
  const troubled = driver.kind === 'process' && (store.locked || store.walBytes > largeWal)
  const own = processOf(seen)?.identity.pid
  return { ...store, holders: troubled ? fileHolders(store.file, own === undefined ? [] : [own]) : [] }
}

async function heldKeys(driver: Driver, name: string): Promise<HeldKeysAnswer | undefined> {
  const answer = await driver.internal(name, '/keys')
  if (answer?.status !== 200) return undefined
  const { keys, fetched_ts } = JSON.parse(answer.body) as { keys: { kid: string }[]; fetched_ts: number | null }
  return { kids: keys.map(({ kid }) => kid), fetchedTs: fetched_ts ?? undefined }
}

/** The process driver names a service by its process: `process 4711`. */
function processOf(seen: ObservedService | undefined): ProcessEvidence | undefined {
  const [, pid] = /^process (\d+)$/.exec(seen?.handle ?? '') ?? []
  const identity = pid === undefined ? undefined : identifyProcess(Number(pid))
  return identity && { identity, frozen: isFrozen(identity.pid), openFiles: openFilesLimit(identity.pid) }
}

async function tailOf(driver: Driver, name: string): Promise<string[]> {
  const query = { services: [name], tail: tailLines, follow: false, signal: AbortSignal.timeout(3000) }
  return await Array.fromAsync(driver.logs(query), ({ text }) => `  ${text.slice(0, 240)}`).catch(() => [])
}
