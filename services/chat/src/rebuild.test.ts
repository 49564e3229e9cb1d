import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Room } from '@bartab/sdk/schemas'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RebuildReport } from './rebuild/rebuild.ts'
import { ChatProcess, StubAuth } from './testing/edge.ts'

const program = fileURLToPath(new URL('./rebuild.ts', import.meta.url))
let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bartab-rebuild-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

async function rebuilt(...args: string[]): Promise<{ code: number; report: RebuildReport }> {
  const env = { ...process.env, BARTAB_DATA_DIR: dataDir }
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [[code], printed] = await Promise.all([once(child, 'exit'), text(child.stdout)])
  return { code, report: JSON.parse(printed) as RebuildReport }
}

test('beside a chat that is written to, a rebuild finds what is not in the log, and mends it', async () => {
  await using auth = await StubAuth.start()
  const token = await auth.token('01ARZ3NDEKTSV4RRFFQ69G5FA0')
  await using chat = await ChatProcess.start(auth, dataDir)
  const made = await chat.call(token, 'POST', '/rooms', { kind: 'public', name: 'Busy' })
  const { room_id } = (await made.json()) as Room
  const answers: number[] = []
  let over = false
  const write = async () => {
    while (!over) {
      const body = { txn_id: `n${answers.length}`, content: { msgtype: 'm.text', body: 'x' } }
      answers.push((await chat.call(token, 'POST', `/rooms/${room_id}/messages`, body)).status)
    }
  }
  const writing = write()
  expect(await rebuilt()).toMatchObject({ code: 0, report: { mismatches: [], applied: false } })
  const db = new Sqlite(join(dataDir, 'chat.sqlite'))
  db.prepare(`UPDATE room SET topic = 'forged'`).run()
  db.close()
  expect(await rebuilt()).toMatchObject({ code: 2, report: { mismatches: [{ table: 'room' }], applied: false } })
  expect(await rebuilt('--apply')).toMatchObject({ code: 0, report: { applied: true } })
  expect(await rebuilt()).toMatchObject({ code: 0, report: { mismatches: [] } })
  over = true
  await writing
  expect(new Set(answers)).toEqual(new Set([201]))
  expect((await readdir(dataDir)).filter((name) => name.startsWith('.rebuild'))).toEqual([])
}, 240_000)
