import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SmallStack } from './small-stack.fixture.ts'
import { digestOf } from './stored-file.ts'
import { requireSound, verifyBackup } from './verify-backup.ts'

async function backupWithPicture(stack: SmallStack) {
  const blob = stack.upload('a picture')
  return { ...(await stack.backup()), blob }
}

const kinds = ['chat/chat.sqlite', 'auth/auth.sqlite', 'media/media.sqlite', 'auth/secrets/pepper', 'blob', 'manifest']

describe('verifying a backup', () => {
  it.each(kinds)('names the file with a flipped byte: %s', async (kind) => {
    using stack = new SmallStack()
    const { index, manifest, blob } = await backupWithPicture(stack)
    const path = kind === 'blob' ? `media/${blob}` : kind
    const object = kind === 'manifest' ? index.manifest : manifest.files.find((file) => file.path === path)?.object
    expect((await verifyBackup(stack.repository, index.name)).faults).toEqual([])
    stack.flip(object ?? '')
    const { faults } = await verifyBackup(stack.repository, index.name)
    expect(faults).toMatchObject([{ path: object, fault: 'other content' }])
    await expect(requireSound(stack.repository, index.name)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
  })

  it.each(['chat/chat.sqlite', 'auth/secrets/pepper', 'blob'])(
    'a restore stops at a flipped byte: %s',
    async (kind) => {
      using stack = new SmallStack()
      const { index, manifest, blob } = await backupWithPicture(stack)
      const opened = await stack.open(index)
      const path = kind === 'blob' ? `media/${blob}` : kind
      const file = manifest.files.find((known) => known.path === path)
      if (file === undefined) throw new Error('the file is there')
      expect(await digestOf(await opened.read(file))).toEqual({ size: file.size, sha256: file.sha256 })
      stack.flip(file.object)
      const reading = opened.read(file).then(digestOf)
      await expect(reading).rejects.toMatchObject({ code: 'FILE_DAMAGED', message: expect.stringContaining(path) })
    },
  )

  it.each(['chat/chat.sqlite', 'manifest'])('a byte flipped where %s names its keys is no wrong key', async (kind) => {
    using stack = new SmallStack()
    const { index, manifest } = await backupWithPicture(stack)
    const file = manifest.files.find((known) => known.path === kind)
    stack.flip(file?.object ?? index.manifest, 60)
    const reading = stack.open(index).then(async (opened) => file && (await opened.read(file)))
    await expect(reading).rejects.toMatchObject({ code: 'FILE_DAMAGED', message: expect.stringContaining(kind) })
  })

  it('names the key under the passphrase with a flipped byte, which other backups do not need', async () => {
    using stack = new SmallStack()
    const open = (await backupWithPicture(stack)).index
    await stack.repository.putLockedKey('a key under a passphrase')
    const locked = (await stack.locked().backup()).index
    expect((await verifyBackup(stack.repository, locked.name)).faults).toEqual([])
    stack.flip('key.age')
    expect((await verifyBackup(stack.repository, locked.name)).faults).toMatchObject([{ path: 'key.age' }])
    expect((await verifyBackup(stack.repository, open.name)).faults).toEqual([])
  })

  it('refuses an index with a flipped byte, whatever it says', async () => {
    using stack = new SmallStack()
    const { index } = await backupWithPicture(stack)
    const name = `snapshots/${index.name}/index.json`
    stack.flip(name, readFileSync(join(stack.folder, name), 'utf8').indexOf('"head"') + 7)
    await expect(verifyBackup(stack.repository, index.name)).rejects.toMatchObject({ code: 'INDEX_DAMAGED' })
  })

  it('names what is missing, cut short or of unknown origin', async () => {
    using stack = new SmallStack()
    const { index, manifest, blob } = await backupWithPicture(stack)
    const objectOf = (path: string) => manifest.files.find((file) => file.path === path)?.object ?? ''
    const [pepper, picture] = [objectOf('auth/secrets/pepper'), objectOf(`media/${blob}`)]
    rmSync(join(stack.folder, pepper))
    writeFileSync(join(stack.folder, picture), 'a pic')
    writeFileSync(join(stack.folder, 'snapshots', index.name, 'notes.txt'), 'mine')
    const { faults } = await verifyBackup(stack.repository, index.name)
    expect(faults.map(({ path, fault }) => `${path}: ${fault}`).sort()).toEqual(
      [`${pepper}: missing`, `${picture}: other size`, `snapshots/${index.name}/notes.txt: not in the index`].sort(),
    )
  })

  it('says where there is no backup at all', async () => {
    using stack = new SmallStack()
    await expect(verifyBackup(stack.repository, 'none')).rejects.toMatchObject({ code: 'NO_BACKUP' })
  })
})
