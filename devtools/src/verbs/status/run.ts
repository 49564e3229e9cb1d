import { exitCodes, table } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { type BackupAges, readBackupAges } from '../../operator/backup-ages.ts'
import { openExistingStack, type StackHandle } from '../../stack/open-stack.ts'
import { type ServiceRow, serviceRows } from './service-rows.ts'
import { storageLine, storageState } from './storage.ts'

export async function run(context: Context): Promise<number> {
  await using handle = await openExistingStack(context)
  const { driver, stack, url, choice, folder } = handle
  const { services } = await driver.observe()
  const rows = serviceRows(services, stack, context.clock())
  const isBot = ({ name }: ServiceRow) => name.startsWith('bot-')
  const servers = rows.filter((row) => !isBot(row))
  const well = servers.every(({ state, health }) => state === 'running' && health === 'ready')
  const backup = readBackupAges(folder)
  const keys = await heldKeys(handle)
  const storage = await storageState(driver)
  const document = {
    schema: 1,
    stack: stack.name,
    driver: choice.kind,
    url,
    services: servers,
    bots: rows.filter(isBot),
    backup,
    keys,
    ...(storage === undefined ? {} : { storage }),
  }
  const verdict = well ? 'it is well' : 'it is not well: bartab doctor'
  const head = `${stack.name} on ${choice.kind}, ${stack.issuer}: ${verdict}`
  const files = storage === undefined ? [] : [storageLine(storage)]
  const lines = [head, '', ...serviceTable(rows), '', backupLine(backup, context.clock()), ...files]
  context.terminal.result(document, lines)
  return well ? exitCodes.ok : exitCodes.failed
}

function serviceTable(rows: readonly ServiceRow[]): string[] {
  const head = ['service', 'state', 'health', 'up', 'restarts', 'image']
  const cells = rows.map(({ name, state, health, uptime_s, restarts, image, version }) => [
    name,
    state,
    health,
    duration(uptime_s),
    String(restarts),
    image ?? version,
  ])
  return table([head, ...cells])
}

function backupLine({ last_ts, last_proved_ts }: BackupAges, now: number): string {
  if (last_ts === null) return 'no backup yet: bartab backup create'
  const proved =
    last_proved_ts === null ? 'never proved to restore' : `proved ${duration((now - last_proved_ts) / 1000)} ago`
  return `last backup ${duration((now - last_ts) / 1000)} ago, ${proved}`
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** The signing keys that the gateway holds now: those that tokens are accepted with. */
async function heldKeys({ driver }: StackHandle): Promise<{ kid: string }[]> {
  const answer = await driver.internal('gateway', '/keys')
  if (answer?.status !== 200) return []
  return ((JSON.parse(answer.body) as { keys?: { kid: string }[] }).keys ?? []).map(({ kid }) => ({ kid }))
}
