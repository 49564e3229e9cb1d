import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { beforeAll, describe, expect, it } from 'vitest'
import { PasswordHasher } from './password-hasher.ts'

const peppers = () => [{ id: 'aaaaaaaa', key: Buffer.alloc(32, 1) }]
let hasher: PasswordHasher

beforeAll(async () => {
  hasher = await PasswordHasher.create({ peppers, randomBytes })
})

describe('the password hasher', () => {
  it('makes Argon2id hashes that differ each time', async () => {
    const [one, two] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')])
    expect(one).toMatch(/^aaaaaaaa\.\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
  })

  it('knows the right password, however its letters are composed', async () => {
    const hashed = await hasher.hash('Zo\u00eb is here')
    expect(await hasher.verify(hashed, 'Zoe\u0308 is here')).toBe(true)
    expect(await hasher.verify(hashed, 'Zoe is here')).toBe(false)
  })

  it('says no where there is no hash', async () => {
    expect(await hasher.verify(undefined, 'correct horse')).toBe(false)
    expect(await hasher.verify(null, '')).toBe(false)
  })

  it('needs the pepper', async () => {
    const other = await PasswordHasher.create({
      peppers: () => [{ id: 'aaaaaaaa', key: Buffer.alloc(32, 2) }],
      randomBytes,
    })
    expect(await other.verify(await hasher.hash('correct horse'), 'correct horse')).toBe(false)
  })

  it('tells a hash that was made cheaper', async () => {
    expect(hasher.isOutdated(await hasher.hash('correct horse'))).toBe(false)
    const cheap = await hash('correct horse', { memoryCost: 8_192, timeCost: 1 })
    expect(hasher.isOutdated(`aaaaaaaa.${cheap}`)).toBe(true)
  })

  it('takes a password that was hashed with the pepper before, and asks to make its hash anew', async () => {
    const before = await hasher.hash('correct horse')
    let versions = [{ id: 'bbbbbbbb', key: Buffer.alloc(32, 2) }, ...peppers()]
    const rotated = await PasswordHasher.create({ peppers: () => versions, randomBytes })
    expect(await rotated.verify(before, 'correct horse')).toBe(true)
    expect(rotated.isOutdated(before)).toBe(true)
    const renewed = await rotated.hash('correct horse')
    expect(rotated.isOutdated(renewed)).toBe(false)
    versions = versions.slice(0, 1)
    expect(await rotated.verify(before, 'correct horse')).toBe(false)
    expect(await rotated.verify(renewed, 'correct horse')).toBe(true)
  })
})
