import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { expect, onTestFinished, test } from 'vitest'
import { FileStore } from './file-store.ts'
import { IndexedDbStore } from './indexed-db-store.ts'
import { MemoryStore } from './local-store.ts'
import { holdsTheContract } from './testing/contract.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bartab-sdk-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

holdsTheContract('memory', async () => () => new MemoryStore(), { lasts: false })
holdsTheContract(
  'files',
  async () => {
    const path = join(await folder(), 'deep')
    return () => new FileStore(path)
  },
  { lasts: true },
)
holdsTheContract(
  'IndexedDB',
  async () => {
    const factory = new IDBFactory()
    return () => new IndexedDbStore('bartab', factory)
  },
  { lasts: true },
)

test('files are for their owner alone, and nothing is left beside them', async () => {
  const path = await folder()
  const store = new FileStore(path)
  await store.write('tokens', 'one')
  await store.write('tokens', 'two')
  expect(await readdir(path)).toEqual(['tokens.json'])
  expect((await stat(join(path, 'tokens.json'))).mode & 0o777).toBe(0o600)
})

test('a database that another tab deletes is let go, and made anew', async () => {
  const factory = new IDBFactory()
  const store = new IndexedDbStore('bartab', factory)
  await store.write('a', 'one')
  const deletion = factory.deleteDatabase('bartab')
  await new Promise((resolve) => deletion.addEventListener('success', resolve))
  expect(await store.read('a')).toBeUndefined()
})

test('where there is no IndexedDB the failure says what to use', async () => {
  await expect(new IndexedDbStore('bartab', undefined).read('a')).rejects.toThrow('FileStore')
})
