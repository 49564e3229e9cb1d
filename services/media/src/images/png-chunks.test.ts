import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { pictureOnly } from './png-chunks.ts'

const flowers = await readFile(new URL('../../../../testcontainers/fixtures/flowers.png', import.meta.url))

test('a PNG loses its EXIF and what hides behind its end, and not a single pixel', async () => {
  const exif = { IFD0: { Copyright: 'ann' }, IFD3: { GPSLatitude: '51/1 0/1 0/1' } }
  const told = Buffer.concat([await sharp(flowers).withExif(exif).png().toBuffer(), Buffer.from('<script>')])
  expect((await sharp(told).metadata()).exif).toBeDefined()

  const clean = pictureOnly(told)

  expect(clean?.includes('<script>')).toBe(false)
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
])('%s is not taken for a PNG', (_name, bytes) => {
  expect(pictureOnly(bytes)).toBeUndefined()
})
