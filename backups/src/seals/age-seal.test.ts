import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { AgeKeys, AgeSeal, lockKey, newAgeKey, unlockKey } from './age-seal.ts'

const { identity, recipient } = await newAgeKey()
const keys = new AgeKeys(identity, 'the test')
const seal = new AgeSeal([recipient], Buffer.from('naming'))
const content = randomBytes(3_000_000)

it.each([
  ['beside the others', 100],
  ['on a thread of its own', content.length],
])('what is sealed %s opens as it was', async (_, said) => {
  const sealed = await buffer(await seal.seal(Readable.from([content]), said))
  expect(sealed.includes(content.subarray(0, 1000))).toBe(false)
  expect((await buffer(await keys.open(Readable.from([sealed])))).equals(content)).toBe(true)
})

it.each([100, content.length])('a file that cannot be read to its end is not sealed: %i', async (said) => {
  const broken = Readable.from(
    (async function* () {
      yield content
      throw new Error('the disk is gone')
    })(),
  )
  await expect(seal.seal(broken, said).then(buffer)).rejects.toThrow('the disk is gone')
})

/** A passphrase is stretched on purpose, which takes long beside other work. */
const stretching = 120_000

it(
  'a key under a passphrase does not open with another, and one that no passphrase opens is called damaged',
  async () => {
    const locked = await lockKey(identity, 'snails are slow')
    await expect(unlockKey(locked, 'snails are fast')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
    const torn = locked.slice(0, locked.length / 2)
    await expect(unlockKey(torn, 'snails are slow')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  },
  stretching,
)
