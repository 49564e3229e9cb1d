import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newAgeKey, openStore, Repository } from '@bartab/backups'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { StackFolder } from '../state/stack-folder.ts'
import { chooseOpener } from './choose-opener.ts'
import { chooseSeal } from './choose-seal.ts'
import type { KeyWishes } from './key-wishes.ts'

const home = mkdtempSync(join(tmpdir(), 'bartab-opener-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A passphrase is stretched on purpose, which takes long beside other work. */
vi.setConfig({ testTimeout: 120_000 })

const none: KeyWishes = { plain: false, recipients: [], identity: undefined, passphraseFile: undefined }
const repository = new Repository(await openStore(join(home, 'place'), home))
const mine = new StackFolder(home, 'mine')
const elsewhere = new StackFolder(home, 'elsewhere')
const object = (name: string) => ({ name, size: 1, sha256: '' })
const sealedTo = { sealed: 'age' as const, objects: [object('snapshots/a/manifest.json.age')] }
const locked = { sealed: 'age' as const, objects: [...sealedTo.objects, object('key.age')] }
const file = (name: string, text: string) => {
  writeFileSync(join(home, name), text)
  return join(home, name)
}

describe('what opens a backup', () => {
  it("is the stack's own key, where nothing else is said and the stack has one", async () => {
    const asked = async (folder: StackFolder) => await chooseOpener(folder, repository, sealedTo, none)
    await expect(asked(elsewhere)).rejects.toMatchObject({ code: 'KEY_NEEDED' })
    await chooseSeal(mine, repository, none)
    await expect(asked(mine)).resolves.toHaveProperty('open')
  })

  it('is the passphrase where it was made with one, and says so to who has a key of another kind', async () => {
    const passphraseFile = file('right', 'snails are slow\n')
    await chooseSeal(mine, repository, { ...none, passphraseFile })
    await expect(chooseOpener(mine, repository, locked, none)).rejects.toMatchObject({
      code: 'KEY_NEEDED',
      evidence: ['it was made with a passphrase'],
      fix: expect.stringContaining('--passphrase-file'),
    })
    const wishes = { ...none, passphraseFile }
    await expect(chooseOpener(elsewhere, repository, locked, wishes)).resolves.toHaveProperty('open')
  })

  it('is not another passphrase, and the refusal says what to do', async () => {
    const wishes = { ...none, passphraseFile: file('wrong', 'snails are fast') }
    await expect(chooseOpener(mine, repository, locked, wishes)).rejects.toMatchObject({
      code: 'WRONG_PASSPHRASE',
      fix: expect.stringContaining('--passphrase-file'),
    })
  })

  it('is a file that was named, whatever the backup was made with', async () => {
    const { identity } = await newAgeKey()
    const wishes = { ...none, identity: file('key.txt', `${identity}\n`) }
    await expect(chooseOpener(elsewhere, repository, locked, wishes)).resolves.toHaveProperty('open')
  })
})
