import { exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { spanText } from '../../cli/time-text.ts'
import { type BackupAges, readBackupAges } from '../../operator/backup-ages.ts'
import { type KeyAge, keysLine, signingKeys } from '../../operator/signing-keys.ts'
import { openRunningStack, type StackHandle } from '../../stack/open-stack.ts'
import { type ServiceRow, serviceRows, serviceTable } from './service-rows.ts'
import { storageLine, storageState } from './storage.ts'

export async function run(context: Context): Promise<number> {
  await using handle = await openRunningStack(context)
  const { driver, stack, url, choice, folder } = handle
  const { services } = await driver.observe()
  const rows = serviceRows(services, stack, context.clock())
  const isBot = ({ name }: ServiceRow) => name.startsWith('bot-')
  const servers = rows.filter((row) => !isBot(row))
  const well = servers.every(({ state, health }) => state === 'running' && health === 'ready')
  const backup = readBackupAges(folder)
  const keys = await keysOf(handle, rows)
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
  const lines = [head, '', ...serviceTable(rows), '', backupLine(backup, context.clock()), ...files, keysLine(keys)]
  context.terminal.result(document, lines)
  return well ? exitCodes.ok : exitCodes.failed
}

function backupLine({ last_ts, last_proved_ts }: BackupAges, now: number): string {
  if (last_ts === null) return 'no backup yet: bartab backup create'
  const proved = last_proved_ts === null ? 'never proved to restore' : `proved ${spanText(now - last_proved_ts)} ago`
  return `last backup ${spanText(now - last_ts)} ago, ${proved}`
}

/** Asks once: a chat that is unwell is told of at once, not after retries. */
async function keysOf(handle: StackHandle, rows: readonly ServiceRow[]): Promise<KeyAge[] | null> {
  const asked = ['auth', 'gateway'].every((name) => rows.some((row) => row.name === name && row.health === 'ready'))
  if (!asked) return null
  const { connectOperator } = await import('../../operator/operator.ts')
  const list = async () => await (await connectOperator(handle, { attempts: 1 })).keys.list()
  return await signingKeys(list, handle.context.clock())
}
