import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bartab-restore-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A copy made while the server ran, put in place as a restore does: its log begins anew. */
async function restored(from: Lab): Promise<string> {
  const file = join(folder, 'restored.sqlite')
  await from.chat.store.db.backup(file)
  const copy = new Sqlite(file)
  copy.exec('DELETE FROM log_epoch')
  copy.close()
  return file
}

test('after a restore a cursor whose position was written anew is rebased, and what was lost is not claimed', async () => {
  await using before = new Lab({ file: join(folder, 'chat.sqlite') })
  const room = await before.room('ann')
  await before.say('ann', room, 'kept')
  const file = await restored(before)
  await before.say('ann', room, 'lost')
  const { next_batch: since } = await before.sync('ann')
  const { end: from } = (await before.call<{ end: string }>('ann', 'GET', `/rooms/${room}/messages?limit=1`)).body

  await using after = new Lab({ file, people: before })
  for (const text of ['new', 'newer']) await after.say('ann', room, text)
  const answer = await after.sync('ann', since, { timeout: '30000' })
  expect(answer.rebase).toBe(true)
  expect(texts(answer.events)).toEqual(['kept', 'new', 'newer'])
  expect(texts(await after.history('ann', room))).toEqual(['newer', 'new', 'kept'])
  expect((await after.sync('ann', answer.next_batch)).rebase).toBeUndefined()
  expect(await after.call('ann', 'GET', `/rooms/${room}/messages?from=${from}`)).toMatchObject({
    status: 400,
    body: { code: 'CURSOR_INVALID' },
  })
})
