import { exitCodes } from '@bartab/kit/cli'
import type { BackupSettings } from '../../backup/backup-settings.ts'
import { continuousAlarms, continuousState, followedLimits } from '../../backup/continuous-state.ts'
import { snapshotOf } from '../../backup/failed-drill.ts'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { spanText } from '../../cli/time-text.ts'
import { type BackupAges, backupAlarms, readBackupAges } from '../../operator/backup-ages.ts'
import { gatewayKeys, gatewayKeysLine } from '../../operator/gateway-keys.ts'
import { readOperatorState } from '../../operator/loop/operator-state.ts'
import { type KeyAge, keysLine, signingKeys } from '../../operator/signing-keys.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { openRunningStack, type StackHandle } from '../../stack/open-stack.ts'

import { botReport, botTable } from './bot-report.ts'
import { changesLine, nextChanges } from './next-changes.ts'
import { operatorLines } from './operator-lines.ts'

import { type ServiceRow, serviceRows, serviceTable } from './service-rows.ts'
import { storageLine, storageState } from './storage.ts'
import { isWell, verdict } from './verdict.ts'

export async function run(context: Context): Promise<number> {
  await using handle = await openRunningStack(context)
  const { driver, stack, url, choice, folder } = handle
  const [{ services }, changes] = await Promise.all([driver.observe(), nextChanges(handle)])
  const rows = serviceRows(services, stack, context.clock())
  const isBot = ({ name }: ServiceRow) => name.startsWith('bot-')
  const isSidecar = ({ name }: ServiceRow) => stack.services.some((own) => own.name === name && own.role === 'sidecar')
  const servers = rows.filter((row) => !isBot(row) && !isSidecar(row))
  const backup = readBackupAges(folder)
  const followed = await continuousState(driver, stack)
  const settings = await backupSettings(context)
  const late = continuousAlarms(stack.name, followed, followedLimits(settings))
  const alarms = [...backupAlarms(backup, context.clock(), settings?.alarm_days), ...late]
  const keys = await keysOf(handle, rows)
  const [storage, held] = await Promise.all([storageState(driver), gatewayKeys(driver)])
  const operator = readOperatorState(folder, context.clock())
  const document = {
    schema: 1,
    stack: stack.name,
    driver: choice.kind,
    url,
    services: servers,
    bots: rows.filter(isBot).map((row) => ({ ...row, ...botReport(services, row.name) })),
    backup: { ...backup, alarms, ...(followed.length === 0 ? {} : { followed }) },
    keys,
    gateway_keys: held,
    changes,
    operator: operator ?? null,
    ...(storage === undefined ? {} : { storage }),
  }
  const head = `${stack.name} on ${choice.kind}, ${stack.issuer}: ${verdict(stack.name, servers, alarms)}`
  const files = storage === undefined ? [] : [storageLine(storage)]
  const last = [...files, keysLine(keys), gatewayKeysLine(held), changesLine(changes, stack.name)]
  last.push(...operatorLines(operator, context.clock(), stack.name))
  const tables = [...serviceTable(rows), ...botTable(services)]
  const lines = [head, '', ...tables, '', ...backupLines(context, backup, alarms), ...last]
  context.terminal.result(document, lines)
  return isWell(servers) && alarms.length === 0 ? exitCodes.ok : exitCodes.failed
}

function backupLines({ clock, terminal, stackName }: Context, ages: BackupAges, alarms: readonly string[]): string[] {
  const { last_ts, last_proved_ts, away } = ages
  if (last_ts === null) return [`no backup yet: ${commandOn(stackName, 'backup create')}`]
  const age = (ts: number) => `${spanText(clock() - ts)} ago`
  const proved =
    last_proved_ts === null
      ? `none is proved to restore: ${commandOn(stackName, 'backup drill')}`
      : `the last proved one is of ${age(last_proved_ts)}`
  const places = away.map(({ place, last_ts: ts }) => `in ${place}: ${ts === null ? 'none yet' : `of ${age(ts)}`}`)
  const red = alarms.map((alarm) => terminal.paint('bad', `backups: ${alarm}`))
  return [[`last backup ${age(last_ts)}`, ...places, proved].join('; '), ...red, ...mendingLines(ages, stackName)]
}

function mendingLines({ failed_drill }: BackupAges, stackName: string): string[] {
  if (failed_drill === null) return []
  const prove = ['backup create', 'backup drill'].map((verb) => commandOn(stackName, verb)).join(' && ')
  const snapshot = snapshotOf(failed_drill)
  return [`  prove a newer one: ${prove}${snapshot === undefined ? '' : `; or give that one up: remove ${snapshot}`}`]
}

/** `status` works with a broken `bartab.yaml`. */
async function backupSettings(context: Context): Promise<BackupSettings | undefined> {
  const config = await readStackConfig(context).catch(() => undefined)
  return config?.backups
}

/** Asks once: a chat that is unwell is told of at once, not after retries. */
async function keysOf(handle: StackHandle, rows: readonly ServiceRow[]): Promise<KeyAge[] | null> {
  const asked = ['auth', 'gateway'].every((name) => rows.some((row) => row.name === name && row.health === 'ready'))
  if (!asked) return null
  const { connectOperator } = await import('../../operator/operator.ts')
  const list = async () => await (await connectOperator(handle, { attempts: 1 })).keys.list()
  return await signingKeys(list, handle.context.clock())
}
