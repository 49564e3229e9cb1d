import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { IncomingFile } from './incoming.ts'
import { refuseDeclaredLength, takeIn } from './intake.ts'

let folder: string
let file: IncomingFile

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bartab-intake-'))
  file = new IncomingFile(join(folder, 'new'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a body in many small pieces arrives whole, with its hash', async () => {
  const content = randomBytes(3_000_001)
  const pieces = Array.from({ length: 301 }, (_, at) => content.subarray(at * 10_000, (at + 1) * 10_000))
  const measured = await takeIn(Readable.from(pieces), file, content.length)
  expect(measured).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), size: content.length })
  expect((await readFile(file.path)).equals(content)).toBe(true)
})

test('one byte more than the limit is too much', async () => {
  await expect(takeIn(Readable.from([Buffer.alloc(11)]), file, 10)).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' })
})

test('a refused body is not destroyed, so that an answer can be sent on its connection', async () => {
  const body = Readable.from([Buffer.alloc(11), Buffer.alloc(11)])
  await expect(takeIn(body, file, 10)).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' })
  expect(body.destroyed).toBe(false)
})

test('a body that breaks off is a cut upload', async () => {
  const body = new Readable({ read() {} })
  body.push(Buffer.alloc(5))
  const taken = takeIn(body, file, 10)
  setImmediate(() => body.destroy(new Error('aborted')))
  await expect(taken).rejects.toMatchObject({ code: 'MEDIA_UPLOAD_CUT' })
})

test.each([1, 2_000_000])('a disk without room for %d bytes is told as such', async (bytes) => {
  const full = new IncomingFile('/dev/full')
  await expect(takeIn(Readable.from([Buffer.alloc(bytes)]), full, bytes, 'w')).rejects.toMatchObject({
    code: 'STORAGE_FULL',
  })
})

test('a declared length is judged before a byte is read', () => {
  expect(() => refuseDeclaredLength('11', 10)).toThrow(expect.objectContaining({ code: 'MEDIA_TOO_LARGE' }))
  refuseDeclaredLength('10', 10)
  refuseDeclaredLength(undefined, 10)
})
