import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { OperatedStack } from '../operated-stack.ts'
import { Supervised } from '../supervised.ts'
import type { SeededFault } from './seeded-fault.ts'

/** Puts a file aside, and back. */
function aside(file: string): () => void {
  renameSync(file, `${file}.aside`)
  return () => {
    rmSync(file, { force: true, recursive: true })
    renameSync(`${file}.aside`, file)
  }
}

/** Makes a change to a file of auth that it meets at its next start, at which it fails. */
async function brokenAuth(units: Supervised, change: () => () => void): Promise<() => Promise<void>> {
  const undo = change()
  await units.kill('auth')
  await units.untilCrashing('auth')
  return async () => {
    undo()
    // one that has ended again and again is started later each time
    await units.stop('auth')
    await units.start('auth')
    await units.untilReady('auth')
    await units.untilReady('gateway')
  }
}

/** Overwrites bytes of a database while its service is down. */
async function scribble(units: Supervised, from: number, bytes: number): Promise<() => Promise<void>> {
  const file = units.data('media', 'media.sqlite')
  await units.stop('media')
  copyFileSync(file, `${file}.whole`)
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(bytes, 'scribble'), 0, bytes, from)
  closeSync(descriptor)
  await units.start('media')
  return async () => {
    await units.stop('media')
    for (const log of ['-wal', '-shm']) rmSync(`${file}${log}`, { force: true })
    renameSync(`${file}.whole`, file)
    await units.start('media')
    await units.untilReady('media')
  }
}

/** Another program that has a database open, and does not let go. */
async function holding(file: string, statement: string): Promise<() => Promise<void>> {
  const script = `
    const database = new (require('node:sqlite').DatabaseSync)(process.argv[1])
    database.exec(${JSON.stringify(statement)})
    console.log('held')
    setInterval(() => database, 1000)`
  const child = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  return async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

const day = 86_400_000

/** What commands remember of a stack's backups. */
function remembered(stack: OperatedStack, state: object): () => void {
  const file = `${new Supervised(stack).folder}/backup-state.json`
  writeFileSync(file, JSON.stringify(state))
  return () => rmSync(file)
}

const lost = { code: 'SECRET_LOST', evidence: /Put it back from a backup/, fix: /^bartab restore latest/ }

/** The secrets, the databases and the folders that the services keep. */
export const dataFaults: readonly SeededFault[] = [
  {
    ...lost,
    when: 'the pepper is gone',
    async seed(stack) {
      const units = new Supervised(stack)
      return await brokenAuth(units, () => aside(units.data('auth', 'secrets', 'pepper')))
    },
  },
  {
    ...lost,
    when: 'the key file is another than the one that the signing keys were encrypted under',
    async seed(stack) {
      const units = new Supervised(stack)
      const file = units.data('auth', 'secrets', 'signing-keys.key')
      return await brokenAuth(units, () => {
        const undo = aside(file)
        writeFileSync(file, `${'A'.repeat(43)}\n`, { mode: 0o600 })
        return undo
      })
    },
  },
  {
    when: 'a secret cannot be read',
    code: 'SECRET_UNREADABLE',
    evidence: /cannot be read/,
    fix: /then: bartab up/,
    async seed(stack) {
      const units = new Supervised(stack)
      const file = units.data('auth', 'secrets', 'pepper')
      return await brokenAuth(units, () => {
        const undo = aside(file)
        mkdirSync(file)
        chmodSync(file, 0o700)
        return undo
      })
    },
  },
  {
    when: 'others may read a secret',
    code: 'SECRETS_READABLE',
    evidence: /secrets\/pepper$/,
    fix: /^chmod 600 /,
    async seed(stack) {
      const file = new Supervised(stack).data('auth', 'secrets', 'pepper')
      chmodSync(file, 0o644)
      return () => chmodSync(file, 0o600)
    },
  },
  {
    when: "the operator's secret is gone",
    code: 'OPERATOR_SECRET_LOST',
    evidence: /secrets\/operator/,
    fix: /bartab up/,
    async seed(stack) {
      return aside(new Supervised(stack).data('auth', 'secrets', 'operator'))
    },
  },
  {
    when: "the operator's secret is not the one that auth started with",
    code: 'OPERATOR_SECRET_DIFFERS',
    evidence: /log in as the operator/,
    fix: /bartab up/,
    async seed(stack) {
      const file = new Supervised(stack).data('auth', 'secrets', 'operator')
      const undo = aside(file)
      writeFileSync(file, `${'B'.repeat(43)}\n`, { mode: 0o600 })
      return undo
    },
  },
  {
    when: 'pages of a database were overwritten',
    code: 'DATABASE_CORRUPT',
    evidence: /check of .*media\.sqlite/,
    fix: /^bartab restore latest/,
    seed: async (stack) => await scribble(new Supervised(stack), 4096, 8 * 4096),
  },
  {
    when: 'the head of a database was overwritten',
    code: 'DATABASE_CORRUPT',
    evidence: /media\.sqlite/,
    fix: /^bartab restore latest/,
    seed: async (stack) => await scribble(new Supervised(stack), 0, 100),
  },
  {
    when: 'another program holds a database for writing',
    code: 'DATABASE_LOCKED',
    evidence: /process \d+ has it open/,
    fix: /^kill \d+$/,
    seed: async (stack) => await holding(new Supervised(stack).data('media', 'media.sqlite'), 'BEGIN IMMEDIATE'),
  },
  {
    when: 'a forgotten reader keeps a write-ahead log from being taken in',
    code: 'WAL_LARGE',
    evidence: /media\.sqlite-wal has/,
    fix: /^kill \d+$/,
    async seed(stack) {
      const file = new Supervised(stack).data('media', 'media.sqlite')
      const release = await holding(file, 'BEGIN; SELECT count(*) FROM sqlite_schema')
      const writer = new DatabaseSync(file)
      writer.exec('CREATE TABLE x_grown (content BLOB) STRICT')
      for (let n = 0; n < 70; n += 1) writer.exec('INSERT INTO x_grown VALUES (zeroblob(1000000))')
      return async () => {
        await release()
        writer.exec('DROP TABLE x_grown')
        writer.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        writer.close()
      }
    },
  },
  {
    when: 'the data of a service was moved away',
    code: 'DATA_MISSING',
    evidence: /the data of media, is not there/,
    fix: /^bartab restore latest/,
    async seed(stack) {
      const units = new Supervised(stack)
      const folder = units.data('media')
      await units.stop('media')
      renameSync(folder, `${folder}-moved`)
      return async () => {
        renameSync(`${folder}-moved`, folder)
        await units.start('media')
        await units.untilReady('media')
      }
    },
  },
  {
    when: 'the last backup is old',
    code: 'BACKUP_OLD',
    evidence: /the last backup is 9 d old/,
    fix: /^bartab backup create/,
    seed: async (stack) => remembered(stack, { last: { created_ts: Date.now() - 9 * day } }),
  },
  {
    when: 'the last drill failed',
    code: 'BACKUP_DRILL_FAILED',
    evidence: /blobs: 2 are missing/,
    fix: /^bartab backup create/,
    async seed(stack) {
      const recent = { created_ts: Date.now(), proved_ts: Date.now() }
      const failed_drill = { name: 'b1', ts: Date.now(), checks: ['blobs: 2 are missing'] }
      return remembered(stack, { last: recent, proved: recent, failed_drill })
    },
  },
  {
    when: 'an old chat was never backed up',
    code: 'BACKUP_NONE',
    evidence: /no backup of it was ever made/,
    fix: /^bartab backup create/,
    async seed(stack) {
      const file = `${new Supervised(stack).folder}/stack.json`
      const before = readFileSync(file, 'utf8')
      writeFileSync(file, JSON.stringify({ ...JSON.parse(before), createdTs: Date.now() - 30 * 86_400_000 }))
      return () => writeFileSync(file, before)
    },
  },
]
