import { createHook } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blobStoreContract } from './blob-store-contract.ts'
import { LocalBlobStore } from './local-blob-store.ts'

async function begin() {
  const scratch = await mkdtemp(join(tmpdir(), 'bartab-blobs-'))
  const blobs = new LocalBlobStore(join(scratch, 'blobs'))
  return { blobs, scratch, [Symbol.asyncDispose]: () => rm(scratch, { recursive: true }) }
}

blobStoreContract('the local disk', begin)

test('on the local disk a blob lies in a folder of its class and its first two digits, for its owner alone', async () => {
  await using trial = await begin()
  const sha256 = `ab${'0'.repeat(62)}`
  await writeFile(join(trial.scratch, 'new'), 'a snail')
  await trial.blobs.adopt({ accessClass: 'public', sha256 }, join(trial.scratch, 'new'))
  const folder = join(trial.scratch, 'blobs', 'public', 'ab')
  expect(await readdir(folder)).toEqual([sha256])
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('taking over what is there already asks the system the same things as taking over what is new', async () => {
  await using trial = await begin()
  const counts = []
  for (const content of ['the first of all', 'a snail', 'a snail']) {
    const file = join(trial.scratch, 'file')
    await writeFile(file, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    counts.push(await requests(() => trial.blobs.adopt({ accessClass: 'public', sha256 }, file)))
  }
  expect(new Set(counts).size).toBe(1)
  expect(counts[0]).toBeGreaterThan(3)
})

/** How often the file system was asked, which is what the time is made of. */
async function requests(work: () => Promise<void>): Promise<number> {
  let count = 0
  const hook = createHook({ init: (_id, type) => void (type.startsWith('FSREQ') && count++) }).enable()
  await work()
  hook.disable()
  return count
}
