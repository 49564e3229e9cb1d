import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { SmallBucket } from '../stores/small-bucket.fixture.ts'
import { Litestream } from './litestream.ts'
import { litestreamProgram } from './litestream-program.ts'

const program = litestreamProgram()
/** Another server than the small one can be tried: `BARTAB_TEST_S3=http://127.0.0.1:9000`, with a bucket `test`. */
const elsewhere = process.env['BARTAB_TEST_S3']

async function grounds(kind: string, folder: string) {
  if (kind === 'a folder') return { replica: join(folder, 'replica'), end: async () => undefined }
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'small')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'small')
  const small = elsewhere === undefined ? await SmallBucket.start() : undefined
  const replica = `s3://test/${Date.now()}?endpoint=${small?.endpoint ?? elsewhere}`
  return { replica, end: async () => await small?.[Symbol.asyncDispose]() }
}

it.runIf(program !== undefined).each(['a folder', 'a bucket'])('what is written comes back from %s', async (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-follow-'))
  const { replica, end } = await grounds(kind, folder)
  const file = join(folder, 'small.sqlite')
  const database = new Sqlite(file)
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE word (word TEXT)')
  const litestream = new Litestream(program ?? '', { database: file, replica })
  const following = litestream.follow()
  try {
    database.exec("INSERT INTO word VALUES ('followed')")
    await vi.waitFor(async () => expect(await litestream.lag()).toMatch(/s$/), { timeout: 20_000 })
    const copy = join(folder, 'copy.sqlite')
    await vi.waitFor(
      async () => {
        rmSync(copy, { force: true })
        await litestream.restore(copy, undefined)
        expect(new Sqlite(copy).prepare('SELECT word FROM word').all()).toEqual([{ word: 'followed' }])
      },
      { timeout: 20_000, interval: 500 },
    )
    const later = join(folder, 'later.sqlite')
    await litestream.restore(later, new Date(Date.now() + 3_600_000))
    expect(new Sqlite(later).prepare('SELECT word FROM word').all()).toEqual([{ word: 'followed' }])
    await expect(litestream.restore(join(folder, 'before.sqlite'), new Date(0))).rejects.toThrow('it reaches back to')
  } finally {
    following.kill('SIGTERM')
    await following
    database.close()
    litestream[Symbol.dispose]()
    await end()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})
