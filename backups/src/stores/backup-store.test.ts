import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { BackupStore } from './backup-store.ts'
import { BucketStore } from './bucket-store.ts'
import { DirectoryStore } from './directory-store.ts'
import { openStore } from './open-store.ts'
import { SmallBucket } from './small-bucket.fixture.ts'

interface Ground extends AsyncDisposable {
  store: BackupStore
}

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
/** Another server than the small one can be tried: `BARTAB_TEST_S3=http://127.0.0.1:9000`, with a bucket `test`. */
const elsewhere = process.env['BARTAB_TEST_S3']

const grounds: Record<string, () => Promise<Ground>> = {
  'a folder': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bartab-store-'))
    const store = new DirectoryStore(join(folder, 'backups'))
    return { store, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }) }
  },
  'a bucket': async () => {
    const small = elsewhere === undefined ? await SmallBucket.start() : undefined
    const endpoint = small?.endpoint ?? elsewhere
    const store = new BucketStore({ bucket: 'test', prefix: `chat-${Date.now()}`, endpoint }, { credentials })
    return { store, [Symbol.asyncDispose]: async () => await small?.[Symbol.asyncDispose]() }
  },
}

const namesIn = async (store: BackupStore, prefix = '') =>
  (await Array.fromAsync(store.list(prefix))).map(({ name }) => name).sort()

describe.each(Object.entries(grounds))('backups in %s', (_, begin) => {
  it('are read as they were written, and listed with their sizes', async () => {
    await using ground = await begin()
    const { store } = ground
    expect(await namesIn(store)).toEqual([])
    await store.write('snapshots/one/chat.sqlite', Readable.from([Buffer.from('chat')]))
    await store.write('blobs/ab/abc', Readable.from([Buffer.from('a picture')]))
    expect(await text(await store.read('blobs/ab/abc'))).toBe('a picture')
    expect(await Array.fromAsync(store.list('blobs/'))).toEqual([{ name: 'blobs/ab/abc', size: 9 }])
    expect(await namesIn(store)).toEqual(['blobs/ab/abc', 'snapshots/one/chat.sqlite'])
  })

  it('are streamed in parts', async () => {
    await using ground = await begin()
    const chunk = Buffer.alloc(1 << 20, 7)
    await ground.store.write('large', Readable.from(Array.from({ length: 20 }, () => chunk)))
    expect((await buffer(await ground.store.read('large'))).length).toBe(20 << 20)
  })

  it('are written over, and removed', async () => {
    await using ground = await begin()
    const { store } = ground
    for (const word of ['one', 'two']) await store.write('key.age', Readable.from([Buffer.from(word)]))
    expect(await text(await store.read('key.age'))).toBe('two')
    await store.remove('key.age')
    await store.remove('key.age')
    expect(await namesIn(store)).toEqual([])
  })

  it('that are not there are said to be missing', async () => {
    await using ground = await begin()
    await expect(ground.store.read('blobs/no')).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })

  it('are not there when what they are made of breaks off', async () => {
    await using ground = await begin()
    const { store } = ground
    await expect(store.write('half', Readable.from(breaksOff()))).rejects.toThrow()
    expect(await namesIn(store)).toEqual([])
    await store.sweep()
  })
})

describe('storage that goes away', () => {
  it('is said to have failed, and holds nothing half written', async () => {
    await using small = await SmallBucket.start()
    const bucket = { bucket: 'test', prefix: '', endpoint: small.endpoint }
    const store = new BucketStore(bucket, { credentials, maxAttempts: 1 })
    small.writesLeft = 1
    const parts = Array.from({ length: 20 }, () => Buffer.alloc(1 << 20))
    await expect(store.write('large', Readable.from(parts))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect(small.objects.size).toBe(0)
  })

  it('is swept of uploads that were killed', async () => {
    await using small = await SmallBucket.start()
    small.uploads.set('left', { key: 'chat/large', parts: new Map() })
    const store = new BucketStore({ bucket: 'test', prefix: 'chat', endpoint: small.endpoint }, { credentials })
    await store.sweep()
    expect(small.uploads.size).toBe(0)
  })
})

describe('a place', () => {
  it('is a folder or a bucket, by how it is written', async () => {
    expect((await openStore('backups', '/home/ann')).where).toBe('/home/ann/backups')
    expect((await openStore('s3://chat/nightly/?endpoint=http://127.0.0.1:9', '/')).where).toBe('s3://chat/nightly')
    await expect(openStore('s3://', '/')).rejects.toMatchObject({ code: 'PLACE_INVALID' })
  })
})

async function* breaksOff(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(6 << 20)
  throw new Error('the chat went away')
}
