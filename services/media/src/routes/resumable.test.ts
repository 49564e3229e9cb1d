import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Media, ProblemDocument, ResumableUploadState } from '@bartab/sdk/schemas'
import { type HttpResponse, Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cuttingWire } from '../testing/cutting-wire.ts'
import { type MediaLab, mediaLab, type Person, room } from '../testing/media-lab.ts'

const photo = new URL('../../../../testcontainers/fixtures/throne-room-gps.jpg', import.meta.url)
const base64 = (text: string) => Buffer.from(text).toString('base64')
let lab: MediaLab

beforeAll(async () => {
  lab = await mediaLab({ maxUploadBytes: 6_000_000, quotaPersonBytes: 60_000_000 })
})
afterAll(() => lab[Symbol.asyncDispose]())

interface Sent {
  answer: HttpResponse
  retries: number
}

function send(content: Buffer, options: Partial<UploadOptions> = {}, origin = lab.origin): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  let retries = 0
  const upload = new Upload(content, {
    endpoint: `${origin}/media/v1/uploads`,
    headers: lab.as('ann'),
    retryDelays: Array.from({ length: 20 }, () => 1),
    onBeforeRequest: (request) => void (request.getMethod() === 'HEAD' && retries++),
    onSuccess: ({ lastResponse }) => resolve({ answer: lastResponse, retries }),
    onError: reject,
    ...options,
  })
  upload.start()
  return promise
}

function tus(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Buffer | string,
  person: Person = 'ann',
) {
  return fetch(lab.origin + path, {
    method,
    headers: { ...lab.as(person), 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : { body: body as string }),
  })
}

async function begin(length: number, metadata: Record<string, string> = {}): Promise<string> {
  const words = Object.entries(metadata).map(([name, value]) => `${name} ${base64(value)}`)
  const answer = await tus('POST', '/media/v1/uploads', {
    'upload-length': String(length),
    ...(words.length === 0 ? {} : { 'upload-metadata': words.join(',') }),
  })
  expect(answer.status).toBe(201)
  return answer.headers.get('location') ?? ''
}

const patch = (path: string, offset: number, body: Buffer | string, person: Person = 'ann') =>
  tus(
    'PATCH',
    path,
    { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body,
    person,
  )

async function refused(answer: Response, status: number, code: string): Promise<void> {
  const { code: found } = (await answer.json()) as ProblemDocument
  expect([answer.status, found]).toEqual([status, code])
}

const partial = async () => (await lab.files()).filter((name) => name.length === 26)

describe('tus-js-client', () => {
  test('uploads in one piece and is told the file', async () => {
    const content = randomBytes(3_000_000)
    const { answer } = await send(content, {
      metadata: { room_id: room, filename: 'Schnecke 🐌.bin', filetype: 'image/png' },
    })
    const media = JSON.parse(answer.getBody()) as Media
    expect(media).toMatchObject({ size: content.length, sha256: createHash('sha256').update(content).digest('hex') })
    const back = await lab.get('bob', media.url)
    expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true)
    expect(back.headers.get('content-disposition')).toContain("filename*=UTF-8''Schnecke%20%F0%9F%90%8C.bin")
    expect(await partial()).toEqual([])
  })

  test('uploads in chunks', async () => {
    const content = randomBytes(1_000_000)
    const { answer } = await send(content, { chunkSize: 300_000 })
    expect(JSON.parse(answer.getBody())).toMatchObject({ size: 1_000_000 })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('a connection cut at %d tenths goes on where it ended', async (tenth) => {
    const content = randomBytes(2_000_000)
    await using wire = await cuttingWire(lab.origin, 1000 + (content.length * tenth) / 10, 2_000_000, 1)
    const { answer, retries } = await send(content, {}, wire.origin)
    expect([wire.cuts(), retries]).toEqual([1, 1])
    expect(JSON.parse(answer.getBody())).toMatchObject({
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })
  })

  test('a connection cut again and again gets there in the end', async () => {
    const content = randomBytes(4_000_000)
    await using wire = await cuttingWire(lab.origin, 700_000)
    const { answer, retries } = await send(content, {}, wire.origin)
    expect(retries).toBeGreaterThan(3)
    expect(JSON.parse(answer.getBody())).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
    })
  })

  test('a photo comes out without its location', async () => {
    const { answer } = await send(await readFile(photo))
    expect(JSON.parse(answer.getBody())).toMatchObject({ mimetype: 'image/jpeg', w: 500, h: 375 })
    expect(answer.getHeader('content-location')).toMatch(/^\/media\/v1\/media\//)
  })
})

describe('an upload that is resumed', () => {
  test('says how far it has come, and what it became', async () => {
    const path = await begin(10, { filename: 'a.txt' })
    expect((await patch(path, 0, 'snail')).headers.get('upload-offset')).toBe('5')
    const head = await tus('HEAD', path, {})
    expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual(['5', '10'])
    expect(head.headers.get('upload-metadata')).toBe(`filename ${base64('a.txt')}`)
    const under = (await (await tus('GET', path, {})).json()) as ResumableUploadState
    expect(under).toMatchObject({ offset: 5, size: 10 })
    const media = (await (await patch(path, 5, 'snail')).json()) as Media
    const after = await tus('HEAD', path, {})
    expect([after.headers.get('upload-offset'), after.headers.get('content-location')]).toEqual(['10', media.url])
    expect(await (await tus('GET', path, {})).json()).toMatchObject({ offset: 10, media })
  })

  test('becomes a file once, when it was whole and the service died before it was one', async () => {
    const path = await begin(5)
    await patch(path, 0, 'snai')
    const { appendFile } = await import('node:fs/promises')
    await appendFile(`${lab.folder}/uploads/${path.split('/').at(-1)}`, 'l')
    const heads = await Promise.all([1, 2, 3].map(() => tus('HEAD', path, {})))
    const places = new Set(heads.map((head) => head.headers.get('content-location')))
    expect(places.size).toBe(1)
    expect(await (await lab.get('ann', [...places][0] ?? '/')).text()).toBe('snail')
  })

  test('is there for its owner alone', async () => {
    const path = await begin(5)
    await refused(await patch(path, 0, 'snail', 'bob'), 404, 'UPLOAD_NOT_FOUND')
    await refused(await tus('GET', path, {}, undefined, 'bob'), 404, 'UPLOAD_NOT_FOUND')
    await refused(await tus('DELETE', path, {}, undefined, 'bob'), 404, 'UPLOAD_NOT_FOUND')
    expect((await tus('HEAD', path, {}, undefined, 'bob')).status).toBe(404)
    expect((await tus('HEAD', path, {})).status).toBe(200)
  })

  test('is gone when it is taken back', async () => {
    const before = await partial()
    const path = await begin(5)
    expect((await partial()).length).toBe(before.length + 1)
    expect((await tus('DELETE', path, {})).status).toBe(204)
    expect((await tus('HEAD', path, {})).status).toBe(404)
    expect(await partial()).toEqual(before)
  })

  test('whose content is refused is gone with it', async () => {
    const broken = (await readFile(photo)).subarray(0, 30_000)
    const before = await partial()
    const path = await begin(broken.length)
    await refused(await patch(path, 0, broken), 422, 'IMAGE_BROKEN')
    expect((await tus('HEAD', path, {})).status).toBe(404)
    expect(await partial()).toEqual(before)
  })

  test('for a room that was left meanwhile is refused at its end', async () => {
    const path = await begin(5, { room_id: room })
    lab.members.delete(lab.id('ann'))
    try {
      await refused(await patch(path, 0, 'snail'), 404, 'ROOM_NOT_FOUND')
    } finally {
      lab.members.add(lab.id('ann'))
    }
  })
})

describe('refused', () => {
  const creations: [string, number, string, Record<string, string>, Person?][] = [
    ['without a length', 400, 'UPLOAD_PROTOCOL', {}],
    ['of unknown length', 400, 'UPLOAD_PROTOCOL', { 'upload-defer-length': '1' }],
    ['of nothing', 400, 'MEDIA_EMPTY', { 'upload-length': '0' }],
    ['of more than the limit', 413, 'MEDIA_TOO_LARGE', { 'upload-length': '6000001' }],
    ['of a negative length', 400, 'UPLOAD_PROTOCOL', { 'upload-length': '-1' }],
    ['in another version', 412, 'UPLOAD_PROTOCOL_VERSION', { 'upload-length': '5', 'tus-resumable': '0.2.2' }],
    [
      'with an unknown field',
      400,
      'UPLOAD_METADATA_INVALID',
      { 'upload-length': '5', 'upload-metadata': `colour ${base64('red')}` },
    ],
    [
      'with a field that is no base 64',
      400,
      'UPLOAD_PROTOCOL',
      { 'upload-length': '5', 'upload-metadata': 'filename ***' },
    ],
    [
      'with a room of others',
      404,
      'ROOM_NOT_FOUND',
      { 'upload-length': '5', 'upload-metadata': `room_id ${base64(room)}` },
      'eve',
    ],
    ['by whoever may only read', 403, 'SCOPE_MISSING', { 'upload-length': '5' }, 'reader'],
  ]
  test.each(creations)('an upload %s', async (_name, status, code, headers, person) => {
    const before = await lab.files()
    await refused(await tus('POST', '/media/v1/uploads', headers, undefined, person), status, code)
    expect(await lab.files()).toEqual(before)
  })

  test('bytes at another offset than the last one', async () => {
    const path = await begin(5)
    await refused(await patch(path, 2, 'ail'), 409, 'UPLOAD_OFFSET_WRONG')
  })

  test('more bytes than were announced', async () => {
    const path = await begin(5)
    await refused(await patch(path, 0, 'snails'), 413, 'MEDIA_TOO_LARGE')
    expect((await tus('HEAD', path, {})).headers.get('upload-offset')).toBe('0')
  })

  test('a large body, and the connection serves the next request', async () => {
    for (let round = 0; round < 5; round++) {
      const path = await begin(5)
      await refused(await patch(path, 0, Buffer.alloc(5_000_000)), 413, 'MEDIA_TOO_LARGE')
      expect((await tus('HEAD', path, {})).headers.get('upload-offset')).toBe('0')
    }
  })

  test('another hash than was announced', async () => {
    const path = await begin(5, { sha256: '0'.repeat(64) })
    await refused(await patch(path, 0, 'snail'), 400, 'MEDIA_HASH_MISMATCH')
  })

  test('a path that is no upload', async () => {
    await refused(await tus('GET', '/media/v1/uploads/..%2f..%2fetc%2fpasswd', {}), 400, 'PARAMETER_INVALID')
    await refused(await tus('GET', `/media/v1/uploads/${room}`, {}), 404, 'UPLOAD_NOT_FOUND')
  })
})

test('unfinished uploads count towards what a person may hold', async () => {
  await using small = await mediaLab({ quotaPersonBytes: 1000 })
  const create = (length: number) =>
    fetch(`${small.origin}/media/v1/uploads`, {
      method: 'POST',
      headers: { ...small.as('ann'), 'tus-resumable': '1.0.0', 'upload-length': String(length) },
    })
  const first = await create(900)
  expect(first.status).toBe(201)
  await refused(await create(101), 413, 'QUOTA_REACHED')
  await refused(await small.upload('ann', Buffer.alloc(101)), 413, 'QUOTA_REACHED')
  expect((await small.upload('bob', Buffer.alloc(101))).status).toBe(201)
  const path = first.headers.get('location') ?? ''
  await fetch(small.origin + path, { method: 'DELETE', headers: { ...small.as('ann'), 'tus-resumable': '1.0.0' } })
  expect((await create(1000)).status).toBe(201)
})
