import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkData, type OpenBackup, type Repository, readThrough, requireSound, stageDatabases } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import { findBackup } from '../../backup/find-backup.ts'
import { openFound } from '../../backup/open-found.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { type FoundReceipt, foundReceipts, isStrange, strangerLines } from '../../drill/found-receipts.ts'
import { StackFolder } from '../../state/stack-folder.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const wanted = input.argument(0) ?? 'latest'
  const { name, repository } = await findBackup(context, wanted, input.text('from'))
  const { objects, files, bytes, log, created_ts } = await requireSound(repository, name)
  const receipts = await receiptsOf(context, repository, name)
  const checks = input.flag('deep') ? await lookInside(context, await openFound(context, input, wanted)) : []
  const stored = objects.reduce((sum, { size }) => sum + size, 0)
  const held = { name, place: repository.store.where, sound: true, files, bytes, stored, log, created_ts }
  context.terminal.result({ schema: 2, ...held, checks, receipts }, [
    `${name} is sound: ${files} files, ${sizeText(stored)} as stored, every byte as it was written`,
    ...checks,
    ...receiptLines(receipts),
  ])
}

/**
 * The receipts of a backup's drills. The backup is sound with or without them.
 *
 * @throws {CliFailure} RECEIPT_CHANGED where one is not what was signed
 */
async function receiptsOf(context: Context, repository: Repository, name: string): Promise<FoundReceipt[]> {
  const found = await foundReceipts(new StackFolder(context.home, context.stackName), repository)
  const receipts = found.filter(({ backup, path }) => backup === name || path.startsWith(`receipts/${name}-`))
  const changed = receipts.filter(({ signer }) => signer === 'nobody').map(({ path }) => path)
  if (changed.length === 0) return receipts
  const files = changed.map((path) => `${repository.store.where}/${path}`)
  throw new CliFailure('RECEIPT_CHANGED', `${name} is sound, and a receipt of its drills is not what was signed`, {
    evidence: files.map((file) => `${file}: its signature is of other words; it proves nothing`),
    fix: `remove it, then prove the backup anew: ${commandOn(context.stackName, `backup drill ${name}`)}`,
  })
}

function receiptLines(receipts: readonly FoundReceipt[]): string[] {
  const own = receipts.findLast((receipt) => !isStrange(receipt))
  const verdict = own?.proved === true ? 'proved' : 'NOT proved'
  const drilled =
    own === undefined ? [] : [`${verdict} by the drill of ${timeText(own.drilled_ts)}, which this stack signed`]
  return [...drilled, ...strangerLines(receipts)]
}

/** Opens it, and looks whether the databases are whole and nothing that one names is missing in another. */
async function lookInside({ home }: Context, backup: OpenBackup): Promise<string[]> {
  const staging = mkdtempSync(join(home, 'verify-'))
  try {
    await stageDatabases(backup, staging)
    await readThrough(backup)
    const checks = checkData(backup, staging)
    const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
    if (failed.length === 0) return checks.map(({ detail }) => detail)
    throw new CliFailure('BACKUP_TORN', `the backup ${backup.name} is not whole`, { evidence: failed })
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}
