import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { atomicWrite } from './files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777

test('a file is replaced whole, is private, and leaves no temporary name behind', async () => {
  const path = join(folder, 'state')
  writeFileSync(path, 'old', { mode: 0o644 })
  await atomicWrite(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(modeOf(path)).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['state'])
})

test('the mode is as asked, whatever the umask', async () => {
  const before = process.umask(0o077)
  await atomicWrite(join(folder, 'page'), new Uint8Array([1, 2]), 0o644).finally(() => process.umask(before))
  expect(modeOf(join(folder, 'page'))).toBe(0o644)
})

test('a write that fails keeps the old file and no temporary one', async () => {
  const path = join(folder, 'taken')
  await atomicWrite(join(folder, 'other'), 'x')
  const { mkdirSync } = await import('node:fs')
  mkdirSync(join(path, 'inside'), { recursive: true })
  await expect(atomicWrite(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(folder).sort()).toEqual(['other', 'taken'])
})
