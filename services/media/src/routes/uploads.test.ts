import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Media, ProblemDocument } from '@bartab/sdk/schemas'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decompressionBomb } from '../testing/bomb.ts'
import { type MediaLab, mediaLab, room } from '../testing/media-lab.ts'

const fixtures = new URL('../../../../testcontainers/fixtures/', import.meta.url)
let lab: MediaLab

beforeAll(async () => {
  lab = await mediaLab({ maxUploadBytes: 3_000_000 })
})
afterAll(() => lab[Symbol.asyncDispose]())
afterEach(() => {
  lab.chat.down = false
})

function form(
  fields: Record<string, string>,
  file?: { content: Uint8Array | string; name: string; first?: boolean },
): FormData {
  const data = new FormData()
  const addFile = () =>
    file &&
    data.append(
      'file',
      new Blob([file.content as NonNullable<ConstructorParameters<typeof Blob>[0]>[number]]),
      file.name,
    )
  if (file?.first) addFile()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  if (!file?.first) addFile()
  return data
}

function postForm(body: FormData, person: 'ann' | 'eve' = 'ann'): Promise<Response> {
  return fetch(`${lab.origin}/media/v1/media`, { method: 'POST', headers: lab.as(person), body })
}

async function codeOf(answer: Response): Promise<string> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  return ((await answer.json()) as ProblemDocument).code
}

async function stored(answer: Response): Promise<Media> {
  expect(answer.status).toBe(201)
  return (await answer.json()) as Media
}

function rows(): number {
  return lab.database.prepare<[], number>('SELECT count(*) FROM media').pluck().get() ?? -1
}

describe('an upload', () => {
  test('comes back byte for byte under its hash', async () => {
    const content = randomBytes(2_500_000)
    const media = await stored(await lab.upload('ann', content, '?filename=snail.bin'))
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(media).toEqual({
      media_id: expect.any(String),
      url: `/media/v1/media/${media.media_id}`,
      sha256,
      size: content.length,
      mimetype: 'application/octet-stream',
    })
    const back = await lab.get('ann', media.url)
    expect(back.headers.get('etag')).toBe(`"sha256:${sha256}"`)
    expect(back.headers.get('content-disposition')).toBe('attachment; filename="snail.bin"')
    expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true)
  })

  test.each([true, false])('as a form finds its room whether the file comes first (%s)', async (first) => {
    const content = await readFile(new URL('throne-room-gps.jpg', fixtures))
    const media = await stored(await postForm(form({ room_id: room }, { content, name: 'IMG_0001.jpg', first })))
    expect(media).toMatchObject({
      mimetype: 'image/jpeg',
      w: 500,
      h: 375,
      thumb_url: `${media.url}/thumb`,
      placeholder: expect.any(String),
    })
    expect((await lab.get('bob', media.url)).status).toBe(200)
    expect((await lab.get('eve', media.url)).status).toBe(404)
  })

  test('of a photo is served without its location', async () => {
    const photo = await readFile(new URL('phone-rotated-gps.jpg', fixtures))
    expect((await sharp(photo).metadata()).exif).toBeDefined()
    const media = await stored(await lab.upload('ann', photo))
    expect(media).toMatchObject({ w: 102, h: 205 })
    const served = Buffer.from(await (await lab.get('ann', media.url)).arrayBuffer())
    expect(await sharp(served).metadata()).not.toHaveProperty('exif')
    expect(createHash('sha256').update(served).digest('hex')).toBe(media.sha256)
  })

  test('is named for its content, whatever the type and the name claim', async () => {
    const answer = await fetch(`${lab.origin}/media/v1/media?filename=cute.png`, {
      method: 'POST',
      headers: { ...lab.as('ann'), 'content-type': 'image/png' },
      body: '<!doctype html><script>alert(1)</script>',
    })
    const media = await stored(answer)
    expect(media.mimetype).toBe('text/html')
    expect((await lab.get('ann', media.url)).headers.get('content-disposition')).toMatch(/^attachment/)
  })

  test('of JSON is a file and is not parsed', async () => {
    const answer = await fetch(`${lab.origin}/media/v1/media`, {
      method: 'POST',
      headers: { ...lab.as('ann'), 'content-type': 'application/json' },
      body: '{"not": json',
    })
    expect((await stored(answer)).mimetype).toBe('text/plain; charset=utf-8')
  })

  test('twice keeps one blob, and the answers do not tell', async () => {
    const content = randomBytes(1000)
    const before = (await lab.files()).length
    const first = await stored(await lab.upload('ann', content))
    const second = await stored(await lab.upload('ann', content))
    expect((await lab.files()).length).toBe(before + 1)
    expect({ ...second, media_id: '', url: '' }).toEqual({ ...first, media_id: '', url: '' })
    expect(second.media_id).not.toBe(first.media_id)
  })

  test('with the hash it declares is kept', async () => {
    const content = randomBytes(100)
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect((await stored(await lab.upload('ann', content, `?sha256=${sha256}`))).sha256).toBe(sha256)
  })
})

describe('a refused upload keeps nothing', () => {
  const png = () => readFile(new URL('flowers.png', fixtures))
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)])
  const refusals: [string, number, string, () => Promise<Response>][] = [
    ['beyond the limit, declared', 413, 'MEDIA_TOO_LARGE', () => lab.upload('ann', Buffer.alloc(3_200_000))],
    ['beyond the limit, found on the way', 413, 'MEDIA_TOO_LARGE', () => streamed(3_200_000)],
    [
      'a form beyond the limit',
      413,
      'MEDIA_TOO_LARGE',
      () => postForm(form({}, { content: Buffer.alloc(3_010_000), name: 'a' })),
    ],
    ['an empty body', 400, 'MEDIA_EMPTY', () => lab.upload('ann', '')],
    ['a form without a file', 400, 'MEDIA_FILE_MISSING', () => postForm(form({ public: 'true' }))],
    [
      'a form with an unknown field',
      400,
      'BODY_INVALID',
      async () => postForm(form({ colour: 'red' }, { content: await png(), name: 'a' })),
    ],
    [
      'a form with an unknown field after the file',
      400,
      'BODY_INVALID',
      async () => postForm(form({ colour: 'red' }, { content: await png(), name: 'a', first: true })),
    ],
    ['a form whose file has another name', 400, 'MEDIA_FILE_MISSING', () => postForm(otherName())],
    [
      'a form with a malformed room',
      400,
      'BODY_INVALID',
      () => postForm(form({ room_id: '../x' }, { content: 'a', name: 'a' })),
    ],
    ['an unknown query parameter', 400, 'QUERY_INVALID', () => lab.upload('ann', 'a', '?colour=red')],
    ['a malformed room', 400, 'QUERY_INVALID', () => lab.upload('ann', 'a', '?room_id=bar')],
    ['a room and public at once', 400, 'BODY_INVALID', () => lab.upload('ann', 'a', `?room_id=${room}&public=true`)],
    [
      'another hash than declared',
      400,
      'MEDIA_HASH_MISMATCH',
      () => lab.upload('ann', 'a', `?sha256=${'0'.repeat(64)}`),
    ],
    ['a room of others', 404, 'ROOM_NOT_FOUND', () => lab.upload('eve', 'a', `?room_id=${room}`)],
    [
      'a form for a room of others',
      404,
      'ROOM_NOT_FOUND',
      () => postForm(form({ room_id: room }, { content: 'a', name: 'a' }), 'eve'),
    ],
    [
      'a form for a room of others, told at the end',
      404,
      'ROOM_NOT_FOUND',
      () => postForm(form({ room_id: room }, { content: 'a', name: 'a', first: true }), 'eve'),
    ],
    ['no token', 401, 'TOKEN_MISSING', () => fetch(`${lab.origin}/media/v1/media`, { method: 'POST', body: 'a' })],
    [
      'a forged token',
      401,
      'TOKEN_INVALID',
      () =>
        fetch(`${lab.origin}/media/v1/media`, {
          method: 'POST',
          body: 'a',
          headers: { authorization: 'Bearer forged' },
        }),
    ],
    ['a token that may only read', 403, 'SCOPE_MISSING', () => lab.upload('reader', 'a')],
    [
      'a JPEG cut in half',
      422,
      'IMAGE_BROKEN',
      async () => lab.upload('ann', (await readFile(new URL('throne-room-gps.jpg', fixtures))).subarray(0, 40_000)),
    ],
    ['a decompression bomb', 422, 'IMAGE_TOO_LARGE', () => lab.upload('ann', decompressionBomb(30_000, 30_000))],
    ['a photo that cannot be cleaned', 415, 'MEDIA_TYPE_REFUSED', () => lab.upload('ann', heic)],
  ]

  test.each(refusals)('%s: %d %s', async (_name, status, code, send) => {
    const before = [rows(), await lab.files()]
    const answer = await send()
    expect([answer.status, await codeOf(answer)]).toEqual([status, code])
    expect([rows(), await lab.files()]).toEqual(before)
  })

  test('when chat cannot be asked: 503', async () => {
    lab.chat.down = true
    const before = [rows(), await lab.files()]
    const answer = await lab.upload('ann', 'a', `?room_id=${room}`)
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'CHAT_UNREACHABLE'])
    expect([rows(), await lab.files()]).toEqual(before)
  })

  test.each([0.1, 0.5, 0.9])('cut after %d of its length', async (part) => {
    const before = [rows(), await lab.files()]
    await cutUpload(2_000_000, part)
    await expect.poll(() => lab.files()).toEqual(before[1])
    expect(rows()).toBe(before[0])
    expect((await lab.upload('ann', 'still alive')).status).toBe(201)
  })

  test('a form cut in the middle', async () => {
    const before = [rows(), await lab.files()]
    await cutUpload(
      2_000_000,
      0.5,
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n',
    )
    await expect.poll(() => lab.files()).toEqual(before[1])
    expect(rows()).toBe(before[0])
  })

  test('an outsider is told before the file is there, when the form names the room first', async () => {
    const socket = connect(Number(new URL(lab.origin).port), '127.0.0.1')
    const field = `--b\r\ncontent-disposition: form-data; name="room_id"\r\n\r\n${room}\r\n`
    const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nthe first of a million bytes'
    socket.write(
      `POST /media/v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer eve\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 1000000\r\n\r\n${field}${file}`,
    )
    const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())))
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  })

  function streamed(bytes: number): Promise<Response> {
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < bytes; sent += 100_000) controller.enqueue(new Uint8Array(100_000))
        controller.close()
      },
    })
    return fetch(`${lab.origin}/media/v1/media`, {
      method: 'POST',
      headers: lab.as('ann'),
      body,
      duplex: 'half',
    } as RequestInit)
  }

  function otherName(): FormData {
    const data = new FormData()
    data.append('picture', new Blob(['a']), 'a.png')
    return data
  }

  // waits until the service holds a part of the file, so that the cut happens in the middle of its work
  async function cutUpload(
    length: number,
    part: number,
    type = 'application/octet-stream',
    prefix = '',
  ): Promise<void> {
    const before = (await lab.files()).length
    const socket = connect(Number(new URL(lab.origin).port), '127.0.0.1')
    socket.write(
      `POST /media/v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n${prefix}`,
    )
    socket.write(Buffer.alloc(Math.floor(length * part)))
    await expect.poll(async () => (await lab.files()).length).toBe(before + 1)
    socket.destroy()
  }
})
