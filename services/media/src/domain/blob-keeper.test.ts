import { expect, test } from 'vitest'
import type { BlobKey } from '../blobs/blob-store.ts'
import { IncomingFile } from '../blobs/incoming.ts'
import { BlobKeeper } from './blob-keeper.ts'
import { KeyedLock } from './keyed-lock.ts'

const key: BlobKey = { accessClass: 'public', sha256: 'a'.repeat(64) }
const file = new IncomingFile('/nowhere')
const nameOf = ({ accessClass, sha256 }: BlobKey) => `${accessClass}/${sha256}`

/** A keeper over a disk and a database that are sets. */
function keeperOver(disk: Set<string>, held: Set<string>, letGo: Set<BlobKey>, removeBlob?: () => Promise<void>) {
  const blobs = {
    adopt: async (adopted: BlobKey) => void disk.add(nameOf(adopted)),
    remove: removeBlob ?? (async (removed: BlobKey) => void disk.delete(nameOf(removed))),
    list: async function* () {
      for (const name of disk) yield { accessClass: name.split('/')[0] ?? '', sha256: name.split('/')[1] ?? '' }
    },
  }
  const failures: unknown[] = []
  const keeper = new BlobKeeper(
    {
      blobs,
      isHeld: (asked) => held.has(nameOf(asked)),
      letGo: () => [...letGo],
      settle: (settled) => void letGo.delete(settled),
      onFailure: (error) => failures.push(error),
    },
    new KeyedLock(),
  )
  return { keeper, failures }
}

const full = () => {
  throw new Error('the database is full')
}

test('a blob whose note fails is not left behind', async () => {
  const disk = new Set<string>()
  const { keeper } = keeperOver(disk, new Set(), new Set())
  await expect(keeper.keep(key, file, full)).rejects.toThrow('full')
  expect(disk.size).toBe(0)
})

test('a blob that somebody else holds stays when the note of another fails', async () => {
  const disk = new Set([nameOf(key)])
  const { keeper } = keeperOver(disk, new Set(disk), new Set())
  await expect(keeper.keep(key, file, full)).rejects.toThrow('full')
  expect(disk.size).toBe(1)
})

test('what was let go of is removed unless another holds it, and looked at once', async () => {
  const other: BlobKey = { ...key, sha256: 'b'.repeat(64) }
  const [disk, letGo] = [new Set([key, other].map(nameOf)), new Set([key, other])]
  const { keeper } = keeperOver(disk, new Set([nameOf(other)]), letGo)
  await keeper.sweep()
  expect([...disk]).toEqual([nameOf(other)])
  expect(letGo.size).toBe(0)
})

test('a blob that comes again while it is being let go of stays', async () => {
  const [disk, held, letGo] = [new Set<string>(), new Set<string>(), new Set([key])]
  const { keeper } = keeperOver(disk, held, letGo)
  await Promise.all([keeper.keep(key, file, () => held.add(nameOf(key))), keeper.sweep()])
  expect(disk.has(nameOf(key))).toBe(true)
})

test('a removal that fails is told and tried again', async () => {
  const letGo = new Set([key])
  let broken = true
  const { keeper, failures } = keeperOver(new Set(), new Set(), letGo, async () => {
    if (broken) throw new Error('EIO')
  })
  keeper.sweepSoon()
  await expect.poll(() => failures).toHaveLength(1)
  expect(letGo.size).toBe(1)
  broken = false
  await keeper.sweep()
  expect(letGo.size).toBe(0)
})

test('what a crash left without a holder is removed', async () => {
  const disk = new Set([nameOf(key), nameOf({ ...key, sha256: 'b'.repeat(64) })])
  const { keeper } = keeperOver(disk, new Set([nameOf(key)]), new Set())
  await keeper.removeSpare()
  expect([...disk]).toEqual([nameOf(key)])
})
