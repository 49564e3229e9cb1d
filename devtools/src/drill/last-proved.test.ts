import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openStore, Repository } from '@bartab/backups'
import { afterAll, expect, it } from 'vitest'
import { lastProvedIn } from './last-proved.ts'

const home = mkdtempSync(join(tmpdir(), 'bartab-proved-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('is the newest backup that is there and has a receipt which says that it is proved', async () => {
  const repository = new Repository(await openStore(home, home))
  const put = async (name: string, text: string) => await repository.store.write(name, Readable.from([text]))
  const receipt = (backup: string, proved: boolean) =>
    put(`receipts/${backup}-1.json`, JSON.stringify({ receipt: { backup, proved }, signature: '' }))
  for (const day of ['01', '02', '03']) await put(`snapshots/202601${day}T000000Z/index.json`, '{}')
  expect(await lastProvedIn(repository)).toBeUndefined()
  await receipt('20260101T000000Z', true)
  await receipt('20260102T000000Z', true)
  await receipt('20260103T000000Z', false)
  await receipt('20260104T000000Z', true)
  await put('receipts/torn.json', '{"receipt":')
  expect(await lastProvedIn(repository)).toBe('20260102T000000Z')
})
