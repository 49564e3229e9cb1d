import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportFiles } from './export-files.ts'
import { ExportFolder } from './export-folder.ts'
import { exportedName } from './uploads.ts'

let above: string
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'bartab-export-'))
})
afterEach(() => rmSync(above, { recursive: true }))

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const upload = (media_id: string, text: string, filename: string | null, room_id: string | null = null) => ({
  ...{ media_id, filename, room_id, visibility: room_id === null ? 'public' : 'room' },
  ...{ size: text.length, sha256: hash(text), blob: `blobs/${room_id ? `room-${room_id}` : 'public'}/${hash(text)}` },
})

/** A media service that knows of some uploads, and on whose disk some texts lie. */
function media(uploads: readonly object[], onDisk: Record<string, string>) {
  return {
    output: () => Readable.from(uploads.map((each) => Buffer.from(`${JSON.stringify(each)}\n`))),
    async *files(_service: string, path: string) {
      for (const [at, text] of Object.entries(onDisk))
        if (`/data/${at}`.startsWith(path))
          yield { path: at, size: text.length, mode: 0o600, content: Readable.from([Buffer.from(text)]) }
    },
  }
}

const ignore = () => {}

test('the same content is written once, thumbnails are left out, and what is damaged or missing is named', async () => {
  const [a, again, bad, lost] = [
    upload('A', 'snail', 'Snail.JPG'),
    upload('B', 'snail', 'x/../../y'),
    upload('C', 'right', null),
    upload('D', 'gone', null),
  ]
  const onDisk = { [a?.blob ?? '']: 'snail', [bad?.blob ?? '']: 'wrong', 'blobs/public/thumbnail': 'small' }
  await using folder = await ExportFolder.make(join(above, 'out'))
  const found = await exportFiles(media([a, again, bad, lost], onDisk), folder, [], ignore)
  expect(found).toEqual({ files: 4, bytes: 10, damaged: ['C', 'D'] })
  await folder.finish({ schema: 1 })
  const out = (path: string) => join(above, 'out', path)
  expect(readFileSync(out('files/A.jpg'), 'utf8')).toBe('snail')
  expect(statSync(out('files/B')).ino).toBe(statSync(out('files/A.jpg')).ino)
  const listed = readFileSync(out('files.jsonl'), 'utf8').trim().split('\n')
  expect(listed.map((line) => (JSON.parse(line) as { file: string }).file)).toEqual([
    'files/A.jpg',
    'files/B',
    'files/C',
    'files/D',
  ])
  expect(listed.join()).not.toContain('blobs/')
})

test('of some rooms, only their files', async () => {
  const [theirs, others] = [upload('A', 'theirs', null, 'TEA'), upload('B', 'others', null, 'INN')]
  const onDisk = { [theirs.blob]: 'theirs', [others.blob]: 'others' }
  await using folder = await ExportFolder.make(join(above, 'out'))
  expect(await exportFiles(media([theirs, others], onDisk), folder, ['TEA'], ignore)).toMatchObject({
    files: 1,
    damaged: [],
  })
})

test.each([
  ['snail.jpg', 'files/A.jpg'],
  ['archive.tar.GZ', 'files/A.gz'],
  ['.bashrc', 'files/A'],
  ['a.p/../b', 'files/A'],
  ['a.verylongending', 'files/A'],
  [null, 'files/A'],
])('a file called %s is written as %s', (filename, expected) => {
  expect(exportedName({ media_id: 'A', filename })).toBe(expected)
})

test('a folder that is there is left as it is; one that is not finished goes', async () => {
  const path = join(above, 'out')
  {
    await using _broken = await ExportFolder.make(path)
    await expect(ExportFolder.make(path)).rejects.toMatchObject({ code: 'EXPORT_THERE' })
  }
  {
    await using whole = await ExportFolder.make(path)
    await whole.finish({ schema: 1 })
  }
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(statSync(join(path, 'export.json')).mode & 0o777).toBe(0o600)
  await expect(ExportFolder.make(path)).rejects.toMatchObject({ code: 'EXPORT_THERE' })
})
