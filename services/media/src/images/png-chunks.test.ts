import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { animatedPng } from '../testing/hostile-files.ts'
import { copyPicture, countFrames } from './png-chunks.ts'

const folder = await mkdtemp(join(tmpdir(), 'bartab-png-'))
const [from, to] = [join(folder, 'from'), join(folder, 'to')]
afterAll(() => rm(folder, { recursive: true }))

const flowers = await readFile(new URL('../../../../testcontainers/fixtures/flowers.png', import.meta.url))

test('a PNG loses its EXIF and what hides behind its end, and not a single pixel', async () => {
  const exif = { IFD0: { Copyright: 'ann' }, IFD3: { GPSLatitude: '51/1 0/1 0/1' } }
  const told = Buffer.concat([await sharp(flowers).withExif(exif).png().toBuffer(), Buffer.from('<script>')])
  expect((await sharp(told).metadata()).exif).toBeDefined()

  await writeFile(from, told)
  expect(copyPicture(from, to)).toBe(true)

  const clean = await readFile(to)
  expect(clean.includes('<script>')).toBe(false)
  expect(await sharp(clean).metadata()).not.toHaveProperty('exif')
  expect((await sharp(clean).raw().toBuffer()).equals(await sharp(flowers).raw().toBuffer())).toBe(true)
})

test.each([
  ['another file', Buffer.from('GIF89a')],
  ['one that ends in the middle of a chunk', flowers.subarray(0, 1000)],
  ['one without an end', flowers.subarray(0, flowers.length - 12)],
  [
    'one whose chunk claims more than there is',
    Buffer.concat([flowers.subarray(0, 8), Buffer.from([255, 255, 255, 255]), flowers.subarray(12)]),
  ],
])('%s is not taken for a PNG', async (_name, bytes) => {
  await writeFile(from, bytes)
  expect(copyPicture(from, to)).toBe(false)
})

test.each([
  ['a still picture', flowers, 1],
  ['one that moves, whatever it says', animatedPng(7), 7],
  ['what is none', Buffer.from('GIF89a'), 1],
])('the frames of %s are counted', async (_name, bytes, frames) => {
  await writeFile(from, bytes)
  expect(countFrames(from)).toBe(frames)
})
