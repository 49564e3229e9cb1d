import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { staleFiles } from './generated-file.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generated-'))
})
afterEach(() => rm(root, { recursive: true }))

const file = { path: 'made.yml', render: async () => 'one\ntwo\n', mendWith: 'bartab compose' }

test('a committed file that is what its code makes is left alone', async () => {
  await writeFile(join(root, 'made.yml'), 'one\ntwo\n')
  expect(await staleFiles(root, [file])).toEqual([])
})

test('one that differs is named with the line and the command that writes it', async () => {
  await writeFile(join(root, 'made.yml'), 'one\n2\n')
  expect(await staleFiles(root, [file])).toEqual(['made.yml differs from line 2; write it with: bartab compose'])
})

test('one that is longer than what its code makes is stale too', async () => {
  await writeFile(join(root, 'made.yml'), 'one\ntwo\nthree\n')
  expect(await staleFiles(root, [file])).toEqual(['made.yml differs from line 3; write it with: bartab compose'])
})

test('one that was never written is missing', async () => {
  expect(await staleFiles(root, [file])).toEqual(['made.yml is missing; write it with: bartab compose'])
})
