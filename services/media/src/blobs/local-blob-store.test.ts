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
