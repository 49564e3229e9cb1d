import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { OwnerToken } from './owner-token.ts'
import { deriveKey, SecretFolder } from './secrets.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function secretFolder(): SecretFolder {
  const parent = mkdtempSync(join(tmpdir(), 'bartab-secrets-'))
  folders.push(parent)
  return new SecretFolder({ folder: join(parent, 'secrets'), randomBytes })
}

describe('a secret', () => {
  it('makes itself once, for its owner’s eyes alone', async () => {
    const folder = secretFolder()
    const secret = await folder.ensure('pepper')
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await folder.ensure('pepper')).toBe(secret)
    expect(statSync(folder.path('pepper')).mode & 0o777).toBe(0o600)
    expect(statSync(folder.path('.')).mode & 0o777).toBe(0o700)
  })

  it('that the database depends on is asked for when it is missing, and not made anew', async () => {
    const folder = secretFolder()
    await expect(folder.require('pepper')).rejects.toThrow(/pepper is missing/)
    expect(await folder.read('pepper')).toBeUndefined()
  })

  it('gives a different key for each purpose', () => {
    expect(deriveKey('secret', 'pepper')).not.toEqual(deriveKey('secret', 'signing keys'))
    expect(deriveKey('secret', 'pepper')).toEqual(deriveKey('secret', 'pepper'))
  })
})

describe('the owner token', () => {
  it('is a link until it is spent, and stays the same over a restart', async () => {
    const folder = secretFolder()
    const token = await OwnerToken.open(folder, false, undefined)
    const link = token.link('https://chat.example')
    expect(link).toMatch(/^https:\/\/chat\.example\/#\/bootstrap\?token=[A-Za-z0-9_-]{43}$/)
    expect((await OwnerToken.open(folder, false, undefined)).link('https://chat.example')).toBe(link)
    await token.spend()
    expect(token.link('https://chat.example')).toBeUndefined()
    expect(token.hash()).toBeUndefined()
    expect(await folder.read('owner-token')).toBeUndefined()
  })

  it('is removed on a server that has its owner, if a crash left it there', async () => {
    const folder = secretFolder()
    await folder.ensure('operator')
    writeFileSync(folder.path('owner-token'), 'left behind\n')
    expect((await OwnerToken.open(folder, true, undefined)).hash()).toBeUndefined()
    expect(await folder.read('owner-token')).toBeUndefined()
  })
})
