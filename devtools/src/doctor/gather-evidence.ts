import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { askReadiness } from '../drivers/health.ts'
import { roomAt } from '../ground/check-disk.ts'
import { findPortHolder } from '../ground/port-holder.ts'
import type { Desired } from '../plan/desired.ts'
import type { Observed, ObservedService } from '../plan/observed.ts'
import { planUp } from '../plan/plan-up.ts'
import type { StackHandle } from '../stack/open-stack.ts'
import { inspectLock } from '../state/stack-lock.ts'
import type { Evidence, FrontAnswer, PageAnswer, ServiceEvidence } from './evidence.ts'

/** Looks at everything once, and changes nothing. */
export async function gatherEvidence(handle: StackHandle): Promise<Evidence> {
  const { context, folder, driver, stack, url, choice } = handle
  const desired = await driver.desire(stack)
  const observed = await driver.observe(desired)
  const { port } = stack.listen
  const gateway = observed.services.find(({ name }) => name === 'gateway')
  const closed = gateway?.state !== 'running' && gateway?.state !== 'orphaned'
  const [services, room, front, page, portHolder] = await Promise.all([
    Promise.all(stack.services.map(async ({ name }) => await serviceEvidence(handle, name, observed))),
    roomAt(stack.dataDir ?? folder.path),
    closed ? undefined : askFront(url),
    closed ? undefined : askPage(url),
    closed ? findPortHolder(port, context.home, context.env) : undefined,
  ])
  return {
    stackName: stack.name,
    driver: choice.kind,
    issuer: stack.issuer,
    url,
    port,
    services,
    drift: planUp(desired, observed),
    room,
    lock: inspectLock(folder.lock),
    portHolder,
    front,
    page,
    readableSecrets: choice.kind === 'process' ? readableSecrets(stack.dataDir ?? folder.data) : [],
    openNetworks: openNetworks(desired, observed),
  }
}

async function serviceEvidence({ driver }: StackHandle, name: string, observed: Observed): Promise<ServiceEvidence> {
  const seen = observed.services.find((service) => service.name === name)
  const well = seen?.state === 'running' && seen.health === 'ready'
  const ready = isReachable(seen) ? await askReadiness(async (path) => await driver.internal(name, path)) : undefined
  const lastLines = well || seen === undefined ? [] : await tailOf(driver, name)
  return { name, seen, ready, lastLines }
}

const isReachable = (seen: ObservedService | undefined): boolean => seen?.state === 'running' && seen.role === 'server'

async function tailOf(driver: StackHandle['driver'], name: string): Promise<string[]> {
  const query = { services: [name], tail: 8, follow: false, signal: AbortSignal.timeout(3000) }
  return await Array.fromAsync(driver.logs(query), ({ text }) => `  ${text.slice(0, 240)}`).catch(() => [])
}

async function askFront(url: string): Promise<FrontAnswer> {
  try {
    const response = await fetch(`${url}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(4000) })
    const body = (await response.json().catch(() => ({}))) as { issuer?: string }
    return { status: response.status, issuer: body.issuer }
  } catch (error) {
    const { cause, message } = error as Error
    return { error: cause instanceof Error ? cause.message : message }
  }
}

async function askPage(url: string): Promise<PageAnswer | undefined> {
  try {
    const response = await fetch(`${url}/`, { signal: AbortSignal.timeout(4000), headers: { accept: 'text/html' } })
    await response.body?.cancel()
    return { status: response.status, type: response.headers.get('content-type') ?? '' }
  } catch {
    return undefined
  }
}

function readableSecrets(dataRoot: string): string[] {
  if (!existsSync(dataRoot)) return []
  const folders = readdirSync(dataRoot).map((service) => join(dataRoot, service, 'secrets'))
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  return files.filter((file) => (statSync(file).mode & 0o077) !== 0)
}

function openNetworks({ networks }: Desired, observed: Observed): string[] {
  const closed = networks.filter(({ internal }) => internal).map(({ name }) => name)
  return observed.networks.filter(({ name, internal }) => closed.includes(name) && !internal).map(({ name }) => name)
}
