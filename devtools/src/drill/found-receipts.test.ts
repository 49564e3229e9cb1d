import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type BackupIndex, indexDigest, openStore, Repository } from '@bartab/backups'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { changeBackupState } from '../backup/backup-state.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { foundReceipts, provedByUs, receiptPath, strangerLines } from './found-receipts.ts'
import { lastProvedIn } from './last-proved.ts'
import { type Receipt, type SignedReceipt, signReceipt } from './receipt.ts'
import { rememberedProof } from './rewritten.ts'

let home: string
let mine: StackFolder
let theirs: StackFolder
let repository: Repository

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'bartab-proved-'))
  mine = new StackFolder(home, 'mine')
  theirs = new StackFolder(home, 'theirs')
  repository = new Repository(await openStore(join(home, 'place'), home))
  for (const name of [first, second, third]) await put(`snapshots/${name}/index.json`, '{}')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const [first, second, third] = ['20260101T000000Z', '20260102T000000Z', '20260103T000000Z'] as const
const put = async (name: string, text: string) => await repository.store.write(name, Readable.from([text]))

async function drilled(by: StackFolder, backup: string, proved: boolean, drilled_ts = 1): Promise<SignedReceipt> {
  const signed = signReceipt(by, { backup, proved, drilled_ts } as Receipt)
  await put(receiptPath(signed.receipt), JSON.stringify(signed, null, 1))
  return signed
}

const signers = async () =>
  Object.fromEntries((await foundReceipts(mine, repository)).map(({ path, signer }) => [path, signer]))
const proved = async (remembered?: string) => [...provedByUs(await foundReceipts(mine, repository), remembered)]

it('a backup is proved by the last receipt of it that this stack signed', async () => {
  await drilled(mine, first, true, 1)
  await drilled(mine, second, true, 2)
  await drilled(mine, second, false, 3)
  await drilled(theirs, third, true, 4)
  expect(await proved()).toEqual([first])
  expect(await proved(second)).toEqual([first])
  expect(await proved(third)).toEqual([third, first])
  expect(await signers()).toMatchObject({ [`receipts/${third}-4.json`]: 'another key' })
})

it('a receipt that was edited, forged, torn or brought under another name proves nothing', async () => {
  const failed = await drilled(mine, first, false)
  const edited = JSON.stringify({ ...failed, receipt: { ...failed.receipt, proved: true } })
  await put(`receipts/${first}-1.json`, edited)
  await put(`receipts/${second}-1.json`, JSON.stringify({ receipt: { backup: second, proved: true }, signature: '' }))
  await put(`receipts/${third}-1.json`, '{"receipt":')
  expect(await signers()).toEqual({
    [`receipts/${first}-1.json`]: 'nobody',
    [`receipts/${second}-1.json`]: 'nobody',
    [`receipts/${third}-1.json`]: 'nobody',
  })
  expect(await proved()).toEqual([])
  expect(strangerLines(await foundReceipts(mine, repository))[0]).toContain('is not what was signed')
  await put(`receipts/${second}-1.json`, JSON.stringify(signReceipt(mine, { ...failed.receipt, proved: true })))
  expect(await proved()).toEqual([first])
})

it('the index of a backup is read once for all of its receipts', async () => {
  for (const ts of [1, 2, 3]) {
    for (const backup of [first, second]) {
      const receipt = { backup, index_sha256: 'as it was drilled', drilled_ts: ts, proved: true }
      await put(receiptPath(receipt), JSON.stringify(signReceipt(mine, receipt as Receipt)))
    }
  }
  const read = vi.spyOn(repository, 'index')
  expect(await foundReceipts(mine, repository)).toHaveLength(6)
  expect(read.mock.calls.flat().toSorted()).toEqual([first, second])
})

it('a backup that was made anew under the name of a proved one does not inherit its proof', async () => {
  const index = {
    ...{ schema: 2, name: first, stack: 'mine', version: '0.1.0', created_ts: 1, sealed: 'age' },
    ...{ log: { epoch: 'e', head: 1 }, migrations: {}, files: 0, bytes: 0, written: 0, manifest: 'm', objects: [] },
  } satisfies BackupIndex
  await repository.publish(index)
  const drilled = { backup: first, index_sha256: indexDigest(index), drilled_ts: 1, proved: true }
  await put(receiptPath(drilled), JSON.stringify(signReceipt(mine, drilled as Receipt)))
  const remembered = { name: first, index_sha256: drilled.index_sha256, created_ts: 1, proved_ts: 1, duration_ms: 1 }
  changeBackupState(mine, 'mine', { proved: remembered })
  expect(await proved()).toEqual([first])
  expect(await lastProvedIn(mine, repository)).toBe(first)

  await repository.publish({ ...index, written: 1 })
  expect(await rememberedProof(mine, repository)).toBeUndefined()
  expect(await proved()).toEqual([])
  expect(await lastProvedIn(mine, repository)).toBeUndefined()
  expect(strangerLines(await foundReceipts(mine, repository))[0]).toContain('is of another backup that had this name')
})
