import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkData, type OpenBackup, readThrough, requireSound, stageDatabases } from '@bartab/backups'
import { CliFailure } from '@bartab/kit/cli'
import { findBackup } from '../../backup/find-backup.ts'
import { openFound } from '../../backup/open-found.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { sizeText } from '../../cli/size-text.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const wanted = input.argument(0) ?? 'latest'
  const { name, repository } = await findBackup(context, wanted, input.text('from'))
  const { objects, files, bytes, log, created_ts } = await requireSound(repository, name)
  const checks = input.flag('deep') ? await lookInside(context, await openFound(context, input, wanted)) : []
  const stored = objects.reduce((sum, { size }) => sum + size, 0)
  const document = { name, place: repository.store.where, sound: true, files, bytes, stored, log, created_ts, checks }
  context.terminal.result({ schema: 2, ...document }, [
    `${name} is sound: ${files} files, ${sizeText(stored)} as stored, every byte as it was written`,
    ...checks,
  ])
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
