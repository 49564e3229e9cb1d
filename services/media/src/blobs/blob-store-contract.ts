import { createHash, randomBytes } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BlobKey, BlobStore } from './blob-store.ts'

/** An empty store to try, and a folder where files for it may be made. */
export interface StoreOnTrial extends AsyncDisposable {
  blobs: BlobStore
  scratch: string
}

/** What every blob store promises. Each kind of store runs this. */
export function blobStoreContract(name: string, begin: () => Promise<StoreOnTrial>): void {
  describe(`${name} as a blob store`, () => {
    let trial: StoreOnTrial
    let blobs: BlobStore
    beforeEach(async () => {
      trial = await begin()
      blobs = trial.blobs
    })
    afterEach(() => trial[Symbol.asyncDispose]())

    const fileOf = async (content: string | Uint8Array): Promise<string> => {
      const file = join(trial.scratch, randomBytes(8).toString('hex'))
      await writeFile(file, content)
      return file
    }
    const keyOf = (content: string | Uint8Array, accessClass = 'public'): BlobKey => ({
      accessClass,
      sha256: createHash('sha256').update(content).digest('hex'),
    })
    const adopt = async (content: string | Uint8Array, accessClass?: string): Promise<BlobKey> => {
      const key = keyOf(content, accessClass)
      await blobs.adopt(key, await fileOf(content))
      return key
    }
    const content = async (key: BlobKey): Promise<string | undefined> => {
      await using blob = await blobs.open(key)
      if (blob === undefined) return undefined
      const into = Buffer.alloc(blob.size)
      await blob.read(into, 0)
      return into.toString()
    }
    const listed = () => Array.fromAsync(blobs.list())

    test('a file that is adopted moves in whole and can be read', async () => {
      const file = await fileOf('a snail')
      await blobs.adopt(keyOf('a snail'), file)
      expect(await content(keyOf('a snail'))).toBe('a snail')
      await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
    })

    test('the same content twice is one blob in one class, and two in two', async () => {
      const first = await adopt('a snail')
      await adopt('a snail')
      expect(await listed()).toEqual([first])
      await adopt('a snail', 'private-01J00000000000000000000000')
      expect(await listed()).toHaveLength(2)
    })

    test('the same content adopted many times at once is there once', async () => {
      const keys = await Promise.all(Array.from({ length: 8 }, () => adopt('a snail')))
      expect(await listed()).toEqual([keys[0]])
      expect(await content(keyOf('a snail'))).toBe('a snail')
    })

    test('any stretch of a blob can be read, and nothing behind its end', async () => {
      const bytes = randomBytes(600_000)
      await using blob = await blobs.open(await adopt(bytes))
      const into = Buffer.alloc(1000)
      expect([blob?.size, await blob?.read(into, 599_500)]).toEqual([600_000, 500])
      expect(into.subarray(0, 500).equals(bytes.subarray(599_500))).toBe(true)
      expect(await blob?.read(into, 600_000)).toBe(0)
      expect(await blob?.read(into, 123)).toBe(1000)
      expect(into.equals(bytes.subarray(123, 1123))).toBe(true)
    })

    test('an empty blob is a blob', async () => {
      expect(await content(await adopt(''))).toBe('')
    })

    test('a blob as a local file has the same content', async () => {
      await using file = await blobs.localFile(await adopt('a snail'))
      expect((await stat(file?.path ?? '')).size).toBe(7)
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

    test('a file that is not there is not adopted', async () => {
      await expect(blobs.adopt(keyOf('a snail'), join(trial.scratch, 'nowhere'))).rejects.toThrow()
      expect(await listed()).toEqual([])
    })

    test('many blobs are all listed', async () => {
      const keys = await Promise.all(Array.from({ length: 50 }, (_, at) => adopt(`snail ${at}`)))
      const names = (all: BlobKey[]) => all.map(({ sha256 }) => sha256).toSorted()
      expect(names(await listed())).toEqual(names(keys))
    })

    test.each([
      ['a class that climbs', { accessClass: '../../etc', sha256: 'a'.repeat(64) }],
      ['a hash that climbs', { accessClass: 'public', sha256: `../${'a'.repeat(61)}` }],
      ['an empty class', { accessClass: '', sha256: 'a'.repeat(64) }],
      ['a hash in capitals', { accessClass: 'public', sha256: 'A'.repeat(64) }],
    ])('%s is no key', async (_name, key) => {
      await expect(blobs.open(key)).rejects.toThrow(TypeError)
      await expect(blobs.remove(key)).rejects.toThrow(TypeError)
    })
  })
}
