import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Decrypter, Encrypter } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { AgeKeys, AgeSeal, lockKey, newAgeKey, unlockKey } from './age-seal.ts'

const { identity, recipient } = await newAgeKey()
const other = await newAgeKey()
const keys = new AgeKeys(identity, 'the test')
const seal = new AgeSeal([recipient, other.recipient], Buffer.from('naming'))

const piece = 64 * 1024
const sealedPiece = piece + 16
const sealed = async (content: Uint8Array) => await buffer(await seal.seal(Readable.from([content])))
const opened = async (content: Uint8Array) => await buffer(await keys.open(Readable.from([content])))
/** Where the content begins: behind the header and the nonce. */
const contentOf = (file: Buffer): number => file.indexOf('\n', file.indexOf('\n--- ') + 1) + 1 + 16

function library() {
  const [encrypter, decrypter] = [new Encrypter(), new Decrypter()]
  encrypter.addRecipient(recipient)
  decrypter.addIdentity(identity)
  return { encrypter, decrypter }
}

describe.each([0, 1, piece - 1, piece, piece + 1, 3 * piece, 3_000_000])('a file of %i bytes', (size) => {
  const content = randomBytes(size)

  it('opens as it was, and says nothing before', async () => {
    const file = await sealed(content)
    if (size > 100) expect(file.includes(content.subarray(0, 100))).toBe(false)
    expect((await opened(file)).equals(content)).toBe(true)
  })

  it('is what age makes: the library opens it, and what the library sealed opens here', async () => {
    const { encrypter, decrypter } = library()
    expect(Buffer.from(await decrypter.decrypt(await sealed(content))).equals(content)).toBe(true)
    expect((await opened(await encrypter.encrypt(content))).equals(content)).toBe(true)
  })

  it('opens in whatever portions it comes', async () => {
    const file = await sealed(content)
    const portions = Array.from({ length: Math.ceil(file.length / 50_001) }, (_, n) =>
      file.subarray(n * 50_001, (n + 1) * 50_001),
    )
    const bytewise = Array.from(file.subarray(0, 300), (byte) => Buffer.from([byte]))
    expect((await buffer(await keys.open(Readable.from(portions)))).equals(content)).toBe(true)
    const slow = Readable.from([...bytewise, file.subarray(300)])
    expect((await buffer(await keys.open(slow))).equals(content)).toBe(true)
  })
})

it('the same file is sealed otherwise each time', async () => {
  const [one, two] = [await sealed(Buffer.alloc(1000)), await sealed(Buffer.alloc(1000))]
  expect(one.subarray(contentOf(one)).equals(two.subarray(contentOf(two)))).toBe(false)
})

describe('a file of three pieces', async () => {
  const file = await sealed(randomBytes(3 * piece))
  const begin = contentOf(file)
  const piecesOf = (...numbers: number[]) =>
    Buffer.concat([
      file.subarray(0, begin),
      ...numbers.map((n) => file.subarray(begin + n * sealedPiece, begin + (n + 1) * sealedPiece)),
    ])
  const flipped = (at: number) => {
    const changed = Buffer.from(file)
    changed[at] = (changed[at] ?? 0) ^ 1
    return changed
  }

  it.each([
    ['its last piece cut off', piecesOf(0, 1)],
    ['its end cut off', file.subarray(0, -20)],
    ['less than a tag of its last piece', file.subarray(0, begin + 2 * sealedPiece + 5)],
    ['two pieces in each other’s place', piecesOf(1, 0, 2)],
    ['one piece twice', piecesOf(0, 0, 1, 2)],
    ['one piece left out', piecesOf(0, 2)],
    ['something behind its end', Buffer.concat([file, Buffer.alloc(sealedPiece)])],
    ['one bit of its content changed', flipped(begin + piece)],
    ['one bit of its nonce changed', flipped(begin - 1)],
    ['one bit of its header changed', flipped(begin - 30)],
    ['nothing but its header', file.subarray(0, begin)],
    ['half a header', file.subarray(0, 40)],
  ])('does not open with %s', async (_, changed) => {
    await expect(opened(piecesOf(0, 1, 2))).resolves.toHaveLength(3 * piece)
    await expect(opened(changed)).rejects.toThrow()
  })

  it('does not open with another key', async () => {
    const stranger = new AgeKeys((await newAgeKey()).identity, 'the test')
    await expect(stranger.open(Readable.from([file]))).rejects.toMatchObject({ code: 'WRONG_KEY' })
  })
})

it('a file that cannot be read to its end is neither sealed nor opened', async () => {
  const broken = (begin: Uint8Array) =>
    Readable.from(
      (async function* () {
        yield begin
        throw new Error('the disk is gone')
      })(),
    )
  await expect(seal.seal(broken(randomBytes(piece))).then(buffer)).rejects.toThrow('the disk is gone')
  const file = await sealed(randomBytes(3 * piece))
  await expect(keys.open(broken(file.subarray(0, 2 * piece))).then(buffer)).rejects.toThrow('the disk is gone')
  await expect(keys.open(broken(file.subarray(0, 20)))).rejects.toThrow('the disk is gone')
})

it('a key under a passphrase opens with that alone, and one that no passphrase opens is called damaged', async () => {
  const locked = await lockKey(identity, 'snails are slow')
  expect((await unlockKey(locked, 'snails are slow')).trim()).toBe(identity)
  await expect(unlockKey(locked, 'snails are fast')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  const torn = locked.slice(0, locked.length / 2)
  await expect(unlockKey(torn, 'snails are slow')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
})
