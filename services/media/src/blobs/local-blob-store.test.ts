import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BlobKey } from './blob-store.ts'
import { LocalBlobStore } from './local-blob-store.ts'

let folder: string
let blobs: LocalBlobStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bartab-blobs-'))
  blobs = new LocalBlobStore(join(folder, 'blobs'))
})

afterEach(() => rm(folder, { recursive: true }))

async function adopt(content: string, accessClass = 'public'): Promise<BlobKey> {
  const key = { accessClass, sha256: createHash('sha256').update(content).digest('hex') }
  await writeFile(join(folder, 'new'), content)
  await blobs.adopt(key, join(folder, 'new'))
  return key
}

async function content(key: BlobKey): Promise<string | undefined> {
  await using blob = await blobs.open(key)
  if (blob === undefined) return undefined
  const into = Buffer.alloc(blob.size)
  await blob.read(into, 0)
  return into.toString()
}

async function listed(): Promise<BlobKey[]> {
  return Array.fromAsync(blobs.list())
}

test('a file that is adopted moves in whole and can be read', async () => {
  const key = await adopt('a snail')
  expect(await content(key)).toBe('a snail')
  expect(await readdir(folder)).toEqual(['blobs'])
})

test('the same content twice is one blob in one class, and two in two', async () => {
  const first = await adopt('a snail')
  await adopt('a snail')
  expect(await listed()).toEqual([first])
  await adopt('a snail', 'private-01J00000000000000000000000')
  expect(await listed()).toHaveLength(2)
})

test('a removed blob is gone, and removing it again is no failure', async () => {
  const key = await adopt('a snail')
  expect(await content(key)).toBeDefined()
  await blobs.remove(key)
  await blobs.remove(key)
  expect(await content(key)).toBeUndefined()
  expect(await blobs.localFile(key)).toBeUndefined()
  expect(await listed()).toEqual([])
})

test('a blob that is being read stays readable when it is removed meanwhile', async () => {
  const key = await adopt('a snail')
  await using blob = await blobs.open(key)
  await blobs.remove(key)
  const into = Buffer.alloc(7)
  expect(await blob?.read(into, 0)).toBe(7)
  expect(into.toString()).toBe('a snail')
})

test.each([
  ['a class that climbs', { accessClass: '../../etc', sha256: 'a'.repeat(64) }],
  ['a hash that climbs', { accessClass: 'public', sha256: `../${'a'.repeat(61)}` }],
])('%s is never made into a path', async (_name, key) => {
  await expect(blobs.open(key)).rejects.toThrow(TypeError)
})
