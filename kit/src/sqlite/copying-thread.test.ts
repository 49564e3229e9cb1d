import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { besideCopying } from './copying-thread.ts'

const folder = mkdtempSync(join(tmpdir(), 'bartab-copying-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const order = { copy: join(folder, 'copy'), log: join(folder, 'log'), isLarge: true }

it('a copy that is made is answered, and one that fails says why', async () => {
  expect(await besideCopying(order, async () => 'made')).toBe('made')
  const full = besideCopying(order, async () => {
    throw new Error('the disk is full')
  })
  await expect(full).rejects.toThrow('the disk is full')
})

it('a thread that fails fails the copy', async () => {
  const { promise: never } = Promise.withResolvers<string>()
  await expect(besideCopying({ ...order, log: folder }, async () => await never)).rejects.toThrow('EISDIR')
})

it('a log that is not there is no fault', async () => {
  expect(await besideCopying(order, () => sleep(500, 'made'))).toBe('made')
})
