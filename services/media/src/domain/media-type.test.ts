import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sniffType } from './media-type.ts'

const fixtures = new URL('../../../../testcontainers/fixtures/', import.meta.url)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bartab-types-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function typeOf(content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, 'claimed.jpg'), content)
  return sniffType(join(folder, 'claimed.jpg'))
}

test('pictures are known by their content', async () => {
  expect(await sniffType(new URL('throne-room-gps.jpg', fixtures).pathname)).toBe('image/jpeg')
  expect(await sniffType(new URL('flowers.png', fixtures).pathname)).toBe('image/png')
})

test.each<[string, string | Uint8Array, string]>([
  ['a page', '<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
  ['a page after a comment', '\n <!-- hi --> <html>', 'text/html'],
  ['a bare script', '<script>alert(1)</script>', 'text/html'],
  [
    'a drawing with a script',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    'image/svg+xml',
  ],
  ['a drawing without a prologue', '<svg onload="alert(1)">', 'image/svg+xml'],
  ['XML', '<?xml version="1.0"?><feed/>', 'application/xml'],
  ['a document', '%PDF-1.7\n%âãÏÓ\n', 'application/pdf'],
  ['words', 'Grüße aus der Kneipe', 'text/plain; charset=utf-8'],
  [
    'words cut in the middle of a letter at the edge of what is looked at',
    `${'x'.repeat(4095)}é`,
    'text/plain; charset=utf-8',
  ],
  ['bytes', new Uint8Array([1, 2, 3, 0, 255, 254]), 'application/octet-stream'],
  ['bytes that are no UTF-8', new Uint8Array([0x41, 0xff, 0x41]), 'application/octet-stream'],
])('%s called a JPEG is named for what it is', async (_name, content, expected) => {
  expect(await typeOf(content)).toBe(expected)
})
