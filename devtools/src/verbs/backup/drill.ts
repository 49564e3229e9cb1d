import { Readable } from 'node:stream'
import { indexDigest, type OpenBackup, type Repository } from '@bartab/backups'
import { CliFailure, exitCodes, Progress } from '@bartab/kit/cli'
import { changeBackupState, readBackupState } from '../../backup/backup-state.ts'
import { type FoundBackup, findBackup } from '../../backup/find-backup.ts'
import { openFound } from '../../backup/open-found.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { timeText } from '../../cli/time-text.ts'
import type { DrillCheck } from '../../drill/drill-check.ts'
import { receiptPath } from '../../drill/found-receipts.ts'
import { isMadeUpFor } from '../../drill/made-up-for.ts'
import { type Receipt, type SignedReceipt, signReceipt } from '../../drill/receipt.ts'
import { runDrill } from '../../drill/run-drill.ts'
import { throwawayName } from '../../drill/throwaway.ts'
import { requireRoom } from '../../ground/check-disk.ts'
import { type ExistingStack, openExistingStack } from '../../stack/open-stack.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** A drill changes nothing of the stack itself: what it locks is its own throwaway. */
export async function run(context: Context, input: Input): Promise<number> {
  await using handle = await openExistingStack(context)
  const wanted = input.argument(0) ?? 'latest'
  const found = await findBackup(context, wanted, input.text('from'))
  const { where } = found.repository.store
  const backup = await openOrRemember(handle, input, wanted, found)
  if (context.dryRun) {
    const line = `make the stack ${throwawayName(context.stackName)} of ${backup.name}, check and use it, take it away`
    printIntent(context, [{ do: 'drill', backup: backup.name }], [line])
    return exitCodes.ok
  }
  const throwaway = new StackFolder(context.home, throwawayName(context.stackName))
  using _lock = await lockStack(`${throwaway.path}.lock`, { ...context, waitMs: context.lockWaitMs })
  await requireRoom(handle.folder.path)
  const receipt = await drill(handle, backup, where)
  const signed = signReceipt(handle.folder, receipt)
  remember(handle, receipt)
  const path = await layBeside(context, found.repository, signed)
  context.terminal.result({ schema: 1, ...signed, path }, linesOf(receipt, path))
  return receipt.proved ? exitCodes.ok : exitCodes.failed
}

/** A backup that is so damaged that it cannot be opened has failed its drill as well. */
async function openOrRemember(
  handle: ExistingStack,
  input: Input,
  wanted: string,
  { name, repository }: FoundBackup,
): Promise<OpenBackup> {
  const { context, folder, stack } = handle
  try {
    return await openFound(context, input, wanted)
  } catch (error) {
    if (error instanceof CliFailure && damages.has(error.code) && !context.dryRun) {
      const checks = [`open: ${[error.message, ...error.evidence].join(': ')}`]
      const failed_drill = { name, place: repository.store.where, ts: context.clock(), checks }
      changeBackupState(folder, stack.name, { failed_drill })
    }
    throw error
  }
}

const damages: ReadonlySet<string> = new Set(['INDEX_DAMAGED', 'FILE_DAMAGED', 'OBJECT_MISSING'])

async function drill(handle: ExistingStack, backup: OpenBackup, place: string): Promise<Receipt> {
  const { context, stack, choice } = handle
  const { clock, terminal } = context
  const drilled_ts = clock()
  const began = performance.now()
  using progress = new Progress(terminal, clock)
  progress.set('drill', 'working', `a throwaway stack of ${backup.name}, made ${timeText(backup.manifest.created_ts)}`)
  const { checks, isolation } = await runDrill(handle, backup, ({ name, ok, detail }) =>
    progress.set(name, ok ? 'done' : 'failed', detail),
  )
  const proved = checks.every(({ ok }) => ok)
  progress.set('drill', proved ? 'done' : 'failed', 'the throwaway stack is taken away')
  const { log, files, created_ts } = backup.manifest
  return {
    schema: 1,
    stack: stack.name,
    backup: backup.name,
    index_sha256: indexDigest(backup.index),
    place,
    created_ts,
    drilled_ts,
    duration_ms: Math.round(performance.now() - began),
    driver: choice.kind,
    isolation,
    version: context.version,
    log,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    proved,
    checks,
  }
}

/** A place that cannot be written, such as a disk kept read-only, is proved all the same. @returns where the receipt lies */
async function layBeside({ terminal }: Context, { store }: Repository, signed: SignedReceipt): Promise<string | null> {
  const name = receiptPath(signed.receipt)
  try {
    await store.write(name, Readable.from([`${JSON.stringify(signed, null, 1)}\n`]))
    return `${store.where}/${name}`
  } catch (error) {
    const { message, evidence = [] } = error as Error & { evidence?: string[] }
    terminal.say(`warning: the receipt does not lie beside the backup: ${[message, ...evidence].join(': ')}`)
    return null
  }
}

function remember({ folder, stack }: ExistingStack, receipt: Receipt): void {
  const { backup: name, place, created_ts, drilled_ts, duration_ms, proved, checks } = receipt
  const index = receipt.index_sha256 === undefined ? {} : { index_sha256: receipt.index_sha256 }
  if (!proved) {
    const failed = checks.filter(({ ok }) => !ok).map(failure)
    changeBackupState(folder, stack.name, { failed_drill: { name, place, ts: drilled_ts, checks: failed } })
    return
  }
  const before = readBackupState(folder)
  const isNewer = before.proved === null || before.proved.created_ts <= created_ts
  const isStanding = before.failed_drill !== null && !isMadeUpFor(before.failed_drill, { name, place })
  changeBackupState(folder, stack.name, {
    ...(isStanding ? {} : { failed_drill: null }),
    ...(isNewer ? { proved: { name, ...index, created_ts, proved_ts: drilled_ts, duration_ms } } : {}),
  })
}

const failure = ({ name, detail }: DrillCheck): string => `${name}: ${detail}`

function linesOf(receipt: Receipt, path: string | null): string[] {
  const { backup, proved, checks, duration_ms, isolation } = receipt
  const took = `${(duration_ms / 1000).toFixed(1)} s`
  const verdict = proved
    ? `${backup} is proved: it restores, ${checks.length} checks in ${took} (${isolation})`
    : `${backup} is NOT proved`
  const failed = checks.filter(({ ok }) => !ok).map((check) => `  ${failure(check)}`)
  return [verdict, ...failed, ...(path === null ? [] : [`receipt ${path}`])]
}
