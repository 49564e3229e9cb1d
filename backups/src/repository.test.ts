import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { indexText } from './manifest.ts'
import { pruneBackups } from './prune-backups.ts'
import { pushBackups } from './push-backups.ts'
import { Repository, replacementName } from './repository.ts'
import { SmallStack } from './small-stack.fixture.ts'
import { BucketStore } from './stores/bucket-store.ts'
import { SmallBucket } from './stores/small-bucket.fixture.ts'
import { verifyBackup } from './verify-backup.ts'

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const awayIn = ({ endpoint }: SmallBucket) =>
  new Repository(new BucketStore({ bucket: 'chat', prefix: 'nightly', endpoint }, { credentials, maxAttempts: 1 }))
const blobsOf = (stack: SmallStack) => stack.stored().filter((name) => name.startsWith('blobs/'))
const soundness = async (repository: Repository) =>
  (await Promise.all((await repository.names()).map((name) => verifyBackup(repository, name)))).map(
    ({ faults }) => faults,
  )

describe('bringing backups away', () => {
  it('sends what is not there, and each shared file once', async () => {
    using stack = new SmallStack()
    await using small = await SmallBucket.start()
    stack.upload('a picture')
    const [one, two] = [await stack.backup(), await stack.backup()]
    const there = awayIn(small)
    const report = await pushBackups(stack.repository, there, stack.signal.signal)
    expect(report.pushed).toEqual([two.index.name, one.index.name])
    expect(await there.names()).toEqual(await stack.repository.names())
    expect(await soundness(there)).toEqual([[], []])
    expect(await pushBackups(stack.repository, there, stack.signal.signal)).toEqual({ pushed: [], bytes: 0 })
    expect(small.objects.size).toBe(stack.stored().length)
  })

  it('that is cut off half way leaves nothing that looks whole, and goes on where it stopped', async () => {
    using stack = new SmallStack()
    await using small = await SmallBucket.start()
    stack.upload('a picture')
    const { index } = await stack.backup()
    const there = awayIn(small)
    for (let writes = 0; writes < stack.stored().length; writes++) {
      small.writesLeft = 1
      const pushing = pushBackups(stack.repository, there, stack.signal.signal)
      if (writes < stack.stored().length - 1) {
        await expect(pushing).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
        expect(await there.names()).toEqual([])
      } else await pushing
    }
    expect(await there.names()).toEqual([index.name])
    expect(await soundness(there)).toEqual([[]])
    expect(await stack.repository.names()).toEqual([index.name])
  })
})

describe('pruning', () => {
  it('removes backups and the files that no other names, and leaves the others sound', async () => {
    using stack = new SmallStack()
    stack.upload('kept by both')
    stack.upload('only in the first')
    const one = await stack.backup()
    stack.sql('media', 'UPDATE media SET deleted_ts = 1 WHERE size = 17')
    await stack.backup()
    expect(blobsOf(stack)).toHaveLength(2)
    await pruneBackups(stack.repository, [one.index.name])
    expect(await stack.repository.names()).not.toContain(one.index.name)
    expect(blobsOf(stack)).toHaveLength(1)
    expect(await soundness(stack.repository)).toEqual([[]])
    expect(stack.stored().filter((name) => name.includes(`${one.index.name}/`))).toEqual([])
  })

  it('removes nothing while it cannot know what a damaged index names', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    const [one, two] = [await stack.backup(), await stack.backup()]
    stack.flip(`snapshots/${two.index.name}/index.json`)
    const before = stack.stored()
    await expect(pruneBackups(stack.repository, [one.index.name])).rejects.toMatchObject({ code: 'INDEX_DAMAGED' })
    expect(stack.stored()).toEqual(before)
  })

  it('nor what one of a newer release names, which is not called damaged', async () => {
    using stack = new SmallStack()
    const { index } = await stack.backup()
    const newer = indexText({ ...index, schema: 3 } as never)
    await stack.repository.store.write('snapshots/20990101T000000Z/index.json', Readable.from([newer]))
    const pruned = pruneBackups(stack.repository, [index.name])
    await expect(pruned).rejects.toMatchObject({ code: 'BACKUP_NEWER', fix: expect.stringContaining('update') })
    expect(await stack.repository.names()).toContain(index.name)
  })
})

describe('the files of a repository', () => {
  it('that were left by a write that was killed are swept, and nothing else', async () => {
    using stack = new SmallStack()
    await stack.backup()
    const whole = stack.stored()
    await stack.repository.store.write('blobs/ab/.unfinished-1-abc', Readable.from(['half']))
    const folder = join(stack.folder, 'snapshots', '20250101T000000Z')
    mkdirSync(join(folder, 'chat'), { recursive: true })
    await stack.repository.clear()
    expect(stack.stored()).toEqual(whole)
    expect(existsSync(folder)).toBe(false)
  })

  it('are written again where they were lost', async () => {
    using stack = new SmallStack()
    stack.upload('a picture')
    await stack.backup()
    const [blob = ''] = blobsOf(stack)
    rmSync(join(stack.folder, blob))
    const { index } = await stack.backup()
    expect(await soundness(stack.repository)).toEqual([
      [],
      [{ path: blob, fault: 'missing', detail: expect.any(String) }],
    ])
    await stack.backup()
    expect(blobsOf(stack)).toEqual([replacementName(blob, index.name)])
  })
})
