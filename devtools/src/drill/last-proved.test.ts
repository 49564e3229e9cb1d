import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openStore, Repository } from '@bartab/backups'
import { afterAll, expect, it } from 'vitest'
import { changeBackupState } from '../backup/backup-state.ts'
import { StackFolder } from '../state/stack-folder.ts'
import { receiptPath } from './found-receipts.ts'
import { lastProvedIn } from './last-proved.ts'
import { type Receipt, signReceipt } from './receipt.ts'

const home = mkdtempSync(join(tmpdir(), 'bartab-proved-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('is the newest backup that is there and is remembered or has a receipt which says that it is proved; of another key where there is no own', async () => {
  const repository = new Repository(await openStore(home, home))
  const [mine, theirs] = [new StackFolder(home, 'mine'), new StackFolder(home, 'theirs')]
  const put = async (name: string, text: string) => await repository.store.write(name, Readable.from([text]))
  const receipt = async (by: StackFolder, backup: string, proved: boolean) => {
    const signed = signReceipt(by, { backup, proved, drilled_ts: 1 } as Receipt)
    await put(receiptPath(signed.receipt), JSON.stringify(signed))
  }
  for (const day of ['01', '02', '03']) await put(`snapshots/202601${day}T000000Z/index.json`, '{}')
  expect(await lastProvedIn(mine, repository)).toBeUndefined()
  await receipt(theirs, '20260101T000000Z', true)
  await receipt(theirs, '20260102T000000Z', true)
  await receipt(theirs, '20260103T000000Z', false)
  await receipt(theirs, '20260104T000000Z', true)
  await put('receipts/torn-1.json', '{"receipt":')
  await put(
    'receipts/20260103T000000Z-2.json',
    '{"receipt":{"backup":"20260103T000000Z","proved":true},"signature":""}',
  )
  expect(await lastProvedIn(mine, repository)).toBe('20260102T000000Z')
  await receipt(mine, '20260101T000000Z', true)
  expect(await lastProvedIn(mine, repository)).toBe('20260101T000000Z')

  const remember = (name: string) =>
    changeBackupState(mine, 'mine', { proved: { name, created_ts: 1, proved_ts: 2, duration_ms: 3 } })
  remember('20260104T000000Z')
  expect(await lastProvedIn(mine, repository)).toBe('20260101T000000Z')
  remember('20260102T000000Z')
  expect(await lastProvedIn(mine, repository)).toBe('20260102T000000Z')
})
