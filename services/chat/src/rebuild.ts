import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig, serverConfig, startOrExit } from '@bartab/kit'
import { type Database, openDatabase } from '@bartab/kit/sqlite'
import { Type } from '@bartab/sdk/type'
import { type RebuildReport, rebuild } from './rebuild/rebuild.ts'

const migrations = new URL('./store/migrations/', import.meta.url)
const [equal, drift] = [0, 2]

/**
 * `node services/chat/src/rebuild.ts [--apply]`: makes every projection again from the log in `BARTAB_DATA_DIR`, and
 * compares. Prints the report as JSON; exit code 0 when all is as it should be (or was mended), 2 when it is not.
 * It may run beside the service: without `--apply` it looks at a copy, and keeps nobody waiting; with `--apply` writes
 * wait meanwhile, and the service is best restarted after it.
 */
await startOrExit(async () => {
  const { values } = parseArgs({ options: { apply: { type: 'boolean', default: false } } })
  const { dataDir } = loadConfig(Type.Object({ dataDir: serverConfig.dataDir }), process.env)
  const folder = mkdtempSync(join(dataDir, '.rebuild-'))
  const live = openDatabase({ file: join(dataDir, 'chat.sqlite'), migrations, durability: 'full' })
  try {
    const fresh = openDatabase({ file: join(folder, 'fresh.sqlite'), migrations, durability: 'normal' })
    const report = values.apply ? rebuild(live, fresh, true) : checkCopy(live, folder, fresh)
    fresh.close()
    process.stdout.write(`${JSON.stringify(report)}\n`)
    const isFaulty = report.mismatches.length > 0 || report.index_error !== undefined
    process.exitCode = isFaulty && !report.applied ? drift : equal
  } finally {
    live.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** The search index checks itself by a write, which beside a busy service finds the file locked. */
function checkCopy(live: Database, folder: string, fresh: Database): RebuildReport {
  const file = join(folder, 'copy.sqlite')
  live.prepare('VACUUM INTO ?').run(file)
  const copy = openDatabase({ file, migrations, durability: 'normal' })
  try {
    return rebuild(copy, fresh, false)
  } finally {
    copy.close()
  }
}
