import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { continuousAlarms, continuousState, followedLimits } from '../backup/continuous-state.ts'
import { roomAt } from '../ground/check-disk.ts'
import { findPortHolder } from '../ground/port-holder.ts'
import { alarmDaysDefault, readBackupAges } from '../operator/backup-ages.ts'
import type { Desired } from '../plan/desired.ts'
import type { Observed } from '../plan/observed.ts'
import { planUp } from '../plan/plan-up.ts'
import { readStackConfig } from '../stack/config-file.ts'
import type { ExistingStack } from '../stack/open-stack.ts'
import { inspectLock } from '../state/stack-lock.ts'
import { tryBotLogins } from './bot-logins.ts'
import type { Evidence } from './evidence.ts'
import { askFront, askPage } from './front-answers.ts'
import { serviceEvidence } from './service-evidence.ts'

/** Looks at everything on this side of the public address once, and changes nothing. */
export async function gatherEvidence(handle: ExistingStack): Promise<Evidence> {
  const { context, folder, driver, stack, url, choice, record } = handle
  const desired = await driver.desire(stack)
  const observed = await driver.observe(desired)
  const { port } = stack.listen
  const gateway = observed.services.find(({ name }) => name === 'gateway')
  const closed = gateway?.state !== 'running' && gateway?.state !== 'orphaned'
  const answers = gateway?.health === 'ready'
  const settings = (await readStackConfig(context)).backups
  const [services, room, front, page, portHolder, bots, followed] = await Promise.all([
    Promise.all(stack.services.map(async ({ name }) => await serviceEvidence(handle, name, observed))),
    roomAt(stack.dataDir ?? folder.path),
    closed ? undefined : askFront(url),
    closed ? undefined : askPage(url),
    closed && gateway?.publish?.held !== true ? findPortHolder(port, context) : undefined,
    answers ? tryBotLogins(handle) : [],
    continuousState(driver, stack),
  ])
  return {
    stackName: stack.name,
    driver: choice.kind,
    now: context.clock(),
    createdTs: record.createdTs,
    issuer: stack.issuer,
    url,
    port,
    services,
    drift: planUp(desired, observed),
    room,
    logRoom: choice.kind === 'process' ? await roomAt(folder.logs) : undefined,
    lock: inspectLock(folder.lock),
    portHolder,
    front,
    page,
    readableSecrets: choice.kind === 'process' ? readableSecrets(stack.dataDir ?? folder.data) : [],
    openNetworks: openNetworks(desired, observed),
    bots,
    backup: readBackupAges(folder),
    followedAlarms: continuousAlarms(stack.name, followed, followedLimits(settings)),
    alarmDays: settings?.alarm_days ?? alarmDaysDefault,
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
