import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SmallStack } from './small-stack.fixture.ts'
import { verifyBackup } from './verify-backup.ts'

/** Turns one bit of a file over; its size stays. */
function flip(file: string, position: number): void {
  const descriptor = openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, position)
  writeSync(descriptor, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, position)
  closeSync(descriptor)
}

async function backupWithPicture(stack: SmallStack) {
  const blob = stack.upload('a picture')
  return { ...(await stack.backup()), blob }
}

describe('verifying a backup', () => {
  it.each(['chat/chat.sqlite', 'auth/auth.sqlite', 'media/media.sqlite', 'auth/secrets/pepper', 'a blob'])(
    'names the file with a flipped byte: %s',
    async (kind) => {
      using stack = new SmallStack()
      const { folder, blob } = await backupWithPicture(stack)
      const path = kind === 'a blob' ? `media/${blob}` : kind
      expect((await verifyBackup(folder)).faults).toEqual([])
      flip(join(folder, path), 3)
      expect((await verifyBackup(folder)).faults).toMatchObject([{ path, fault: 'other content' }])
    },
  )

  it('refuses a manifest with a flipped byte, whatever it says', async () => {
    using stack = new SmallStack()
    const { folder } = await backupWithPicture(stack)
    const manifest = join(folder, 'manifest.json')
    flip(manifest, readFileSync(manifest, 'utf8').indexOf('"head"') + 8)
    await expect(verifyBackup(folder)).rejects.toMatchObject({ code: 'MANIFEST_DAMAGED' })
  })

  it('names what is missing, cut short or of unknown origin', async () => {
    using stack = new SmallStack()
    const { folder, blob } = await backupWithPicture(stack)
    rmSync(join(folder, 'auth/secrets/pepper'))
    writeFileSync(join(folder, 'media', blob), 'a pic')
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    expect((await verifyBackup(folder)).faults.map(({ path, fault }) => `${path}: ${fault}`)).toEqual([
      'auth/secrets/pepper: missing',
      `media/${blob}: other size`,
      'notes.txt: not in the manifest',
    ])
  })

  it('says where there is no backup at all', async () => {
    using stack = new SmallStack()
    mkdirSync(join(stack.home, 'empty'))
    await expect(verifyBackup(join(stack.home, 'empty'))).rejects.toMatchObject({ code: 'NO_BACKUP' })
  })
})
