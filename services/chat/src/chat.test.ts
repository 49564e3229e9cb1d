import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Lab } from './testing/lab.ts'

test('the log is read through a map of its file, as far as SQLite can, and what is removed is overwritten', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-'))
  {
    await using lab = new Lab({ file: join(folder, 'chat.sqlite') })
    const { db } = lab.chat.store
    expect(db.pragma('mmap_size', { simple: true })).toBeGreaterThan(2 ** 30)
    expect(db.pragma('secure_delete', { simple: true })).toBe(1)
  }
  rmSync(folder, { recursive: true })
})
