import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Media, ProblemDocument } from '@bartab/sdk/schemas'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type MediaLab, mediaLab, type Person, room } from '../testing/media-lab.ts'

const fixtures = new URL('../../../../testcontainers/fixtures/', import.meta.url)
const nowhere = '/media/v1/media/01J00000000000000000000000'
let lab: MediaLab

beforeAll(async () => {
  lab = await mediaLab()
})
afterAll(() => lab[Symbol.asyncDispose]())
afterEach(() => {
  lab.chat.down = false
  lab.members.add(lab.id('bob'))
})

async function store(content: Uint8Array | string, query = '', person: Person = 'ann'): Promise<Media> {
  const answer = await lab.upload(person, content, query)
  expect(answer.status).toBe(201)
  return (await answer.json()) as Media
}

async function photo(query = ''): Promise<Media> {
  return store(await readFile(new URL('throne-room-gps.jpg', fixtures)), query)
}

async function refusal(answer: Response): Promise<[number, string]> {
  return [answer.status, ((await answer.json()) as ProblemDocument).code]
}

async function bytes(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer())
}

describe('a range', () => {
  const content = randomBytes(1_000_000)
  const size = content.length
  const rows: [string, string, number, number, number][] = [
    ['the first bytes', 'bytes=0-99', 206, 0, 100],
    ['the rest from the middle, in several chunks', 'bytes=300000-', 206, 300_000, size],
    ['the last bytes', 'bytes=-1000', 206, size - 1000, size],
    ['an end beyond the file', 'bytes=999990-2000000', 206, 999_990, size],
    ['another unit', 'items=0-1', 200, 0, size],
    ['a malformed one', 'bytes=abc', 200, 0, size],
  ]
  let media: Media
  beforeAll(async () => {
    media = await store(content)
  })

  test.each(rows)('%s', async (_name, range, status, from, to) => {
    const answer = await lab.get('ann', media.url, { range })
    expect(answer.status).toBe(status)
    if (status === 206) expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${size}`)
    expect((await bytes(answer)).equals(content.subarray(from, to))).toBe(true)
  })

  test.each(['bytes=1000000-', 'bytes=0-1,4-5', 'bytes=-0'])('%s is refused', async (range) => {
    const answer = await lab.get('ann', media.url, { range })
    expect(answer.headers.get('content-range')).toBe(`bytes */${size}`)
    expect(await refusal(answer)).toEqual([416, 'RANGE_NOT_SATISFIABLE'])
  })

  test('holds with if-range and the same tag, and falls to the whole file with another', async () => {
    const tag = `"sha256:${media.sha256}"`
    expect((await lab.get('ann', media.url, { range: 'bytes=0-9', 'if-range': tag })).status).toBe(206)
    expect((await lab.get('ann', media.url, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })

  test('of HEAD has the headers and no body', async () => {
    const answer = await lab.get('ann', media.url, { range: 'bytes=0-9' }, 'HEAD')
    expect([answer.status, answer.headers.get('content-length')]).toEqual([206, '10'])
    expect(await bytes(answer)).toHaveLength(0)
  })
})

describe('a file', () => {
  test('may be kept for good, by shared caches only when it is public, and can run nothing', async () => {
    const open = await lab.get(undefined, (await photo('?public=true')).url)
    expect(open.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const own = await lab.get('ann', (await photo()).url, {}, 'HEAD')
    expect(own.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(own.headers.get('x-content-type-options')).toBe('nosniff')
    expect(own.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(own.headers.get('content-disposition')).toBe('inline')
    expect(own.headers.get('x-request-id')).toBeTruthy()
  })

  test('that the client has is not sent again', async () => {
    const media = await photo()
    const answer = await lab.get('ann', media.url, { 'if-none-match': `W/"x", "sha256:${media.sha256}"` })
    expect([answer.status, (await bytes(answer)).length]).toEqual([304, 0])
    expect(answer.headers.get('etag')).toBe(`"sha256:${media.sha256}"`)
  })

  test('with a script in it is a download with a safe name in every language', async () => {
    const media = await store(
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      `?filename=${encodeURIComponent('../улитка\u202e".svg')}`,
    )
    const answer = await lab.get('ann', media.url)
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="______.svg"; filename*=UTF-8\'\'%D1%83%D0%BB%D0%B8%D1%82%D0%BA%D0%B0.svg',
    )
  })

  test('whose blob is lost is told as such', async () => {
    const media = await store('soon lost')
    await rm(join(lab.folder, 'blobs', `private-${lab.id('ann')}`, media.sha256.slice(0, 2), media.sha256))
    expect(await refusal(await lab.get('ann', media.url))).toEqual([500, 'MEDIA_BLOB_LOST'])
  })

  test('of a client that goes away in the middle leaves the service whole', async () => {
    const media = await store(randomBytes(7_000_000))
    for (let round = 0; round < 5; round++) {
      const socket = connect(Number(new URL(lab.origin).port), '127.0.0.1')
      socket.write(`GET ${media.url} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\n\r\n`)
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
    }
    expect((await bytes(await lab.get('ann', media.url))).length).toBe(7_000_000)
  })
})

describe('who may see a file', () => {
  test('public: anyone', async () => {
    const { url } = await photo('?public=true')
    expect((await lab.get(undefined, url)).status).toBe(200)
    expect((await lab.get('eve', `${url}/thumb`)).status).toBe(200)
  })

  test('private: its uploader alone', async () => {
    const { url } = await photo()
    expect((await lab.get('ann', url)).status).toBe(200)
    expect(await refusal(await lab.get('bob', url))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect(await refusal(await lab.get('admin', url))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect(await refusal(await lab.get(undefined, url))).toEqual([401, 'TOKEN_MISSING'])
  })

  test('of a room: who is a member now', async () => {
    const { url } = await photo(`?room_id=${room}`)
    expect((await lab.get('bob', url)).status).toBe(200)
    lab.members.delete(lab.id('bob'))
    expect(await refusal(await lab.get('bob', url))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect(await refusal(await lab.get('bob', `${url}/thumb`))).toEqual([404, 'MEDIA_NOT_FOUND'])
  })

  test('nobody when chat cannot be asked', async () => {
    const { url } = await photo(`?room_id=${room}`)
    lab.chat.down = true
    expect(await refusal(await lab.get('bob', url))).toEqual([503, 'CHAT_UNREACHABLE'])
  })

  test('a file that is not there looks like one that is not shown', async () => {
    expect(await refusal(await lab.get('ann', nowhere))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect(await refusal(await lab.get(undefined, nowhere))).toEqual([401, 'TOKEN_MISSING'])
  })

  test('a forged token is refused even for a public file', async () => {
    const { url } = await photo('?public=true')
    expect(await refusal(await lab.get(undefined, url, { authorization: 'Bearer forged' }))).toEqual([
      401,
      'TOKEN_INVALID',
    ])
  })

  test.each(['/media/v1/media/not-an-id', '/media/v1/media/01J00000000000000000000000?x=1'])(
    '%s is refused for its form',
    async (path) => {
      expect((await lab.get('ann', path)).status).toBe(400)
    },
  )
})

describe('a thumbnail', () => {
  test('fits its size, keeps the shape, and holds no location', async () => {
    const media = await photo()
    const answer = await lab.get('ann', `${media.url}/thumb?size=96`)
    expect(answer.headers.get('content-type')).toBe('image/webp')
    const { format, width, height, exif } = await sharp(await bytes(answer)).metadata()
    expect({ format, width, exif }).toEqual({ format: 'webp', width: 96, exif: undefined })
    expect(Math.abs(height - 72)).toBeLessThanOrEqual(1)
  })

  test('is never larger than the image', async () => {
    const media = await photo()
    const answer = await lab.get('ann', `${media.url}/thumb?size=1280`)
    expect(await sharp(await bytes(answer)).metadata()).toMatchObject({ width: 500, height: 375 })
  })

  test('is made once for a burst', async () => {
    const media = await store(
      await sharp({ create: { width: 400, height: 300, channels: 3, background: '#abc' } })
        .png()
        .toBuffer(),
    )
    lab.drawn.length = 0
    const burst = await Promise.all(Array.from({ length: 20 }, () => lab.get('ann', `${media.url}/thumb`)))
    expect(new Set(burst.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(burst.map(({ headers }) => headers.get('etag'))).size).toBe(1)
    expect(lab.drawn).toEqual([320])
  })

  test('is AVIF for those who name it and WebP for the rest, each made once', async () => {
    const media = await store(await readFile(new URL('throne-room-gps.jpg', fixtures)), '', 'eve')
    lab.drawn.length = 0
    const asChrome = { accept: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8' }
    for (const headers of [asChrome, asChrome, { accept: '*/*' }, { accept: 'image/webp' }, {}]) {
      const answer = await lab.get('eve', `${media.thumb_url}?size=96`, headers)
      const type = headers === asChrome ? 'image/avif' : 'image/webp'
      expect([answer.headers.get('content-type'), answer.headers.get('vary')]).toEqual([type, 'accept'])
      expect((await sharp(await bytes(answer)).metadata()).width).toBe(96)
    }
    expect(lab.drawn).toEqual([96, 96])
  })

  test('in another size, or of what is no image, is refused', async () => {
    const media = await photo()
    expect(await refusal(await lab.get('ann', `${media.url}/thumb?size=97`))).toEqual([400, 'THUMBNAIL_SIZE_UNKNOWN'])
    expect((await lab.get('ann', `${media.url}/thumb?size=-1`)).status).toBe(400)
    const text = await store('just words')
    expect(await refusal(await lab.get('ann', `${text.url}/thumb`))).toEqual([404, 'THUMBNAIL_UNAVAILABLE'])
  })
})

describe('deleting', () => {
  test('takes the file and its thumbnails off the disk', async () => {
    const before = (await lab.files()).length
    const media = await store(
      await sharp({ create: { width: 50, height: 50, channels: 3, background: '#123' } })
        .png()
        .toBuffer(),
    )
    await lab.get('ann', `${media.url}/thumb`)
    expect((await lab.files()).length).toBe(before + 2)
    expect((await lab.send('ann', 'DELETE', media.url)).status).toBe(204)
    await expect.poll(async () => (await lab.files()).length).toBe(before)
    expect(await refusal(await lab.get('ann', media.url))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect(await refusal(await lab.send('ann', 'DELETE', media.url))).toEqual([404, 'MEDIA_NOT_FOUND'])
  })

  test('leaves the content while another upload holds it', async () => {
    const first = await store('shared words')
    const second = await store('shared words')
    await lab.send('ann', 'DELETE', first.url)
    expect(await (await lab.get('ann', second.url)).text()).toBe('shared words')
  })

  test('is for the uploader and for administrators', async () => {
    const media = await photo(`?room_id=${room}`)
    expect(await refusal(await lab.send('bob', 'DELETE', media.url))).toEqual([403, 'MEDIA_NOT_YOURS'])
    expect(await refusal(await lab.send('eve', 'DELETE', media.url))).toEqual([404, 'MEDIA_NOT_FOUND'])
    expect((await lab.get('ann', media.url)).status).toBe(200)
    expect((await lab.send('admin', 'DELETE', media.url)).status).toBe(204)
  })
})

describe('quarantine', () => {
  const reason = { reason: 'reported' }

  test('answers 410 on the file and its thumbnails until it is restored', async () => {
    const media = await photo('?public=true')
    expect((await lab.get(undefined, `${media.url}/thumb`)).status).toBe(200)
    expect((await lab.send('admin', 'POST', `${media.url}/quarantine`, reason)).status).toBe(204)
    for (const path of [media.url, `${media.url}/thumb`, `${media.url}/thumb?size=640`])
      expect(await refusal(await lab.get(undefined, path))).toEqual([410, 'MEDIA_QUARANTINED'])
    expect(await refusal(await lab.get(undefined, media.url, { 'if-none-match': `"sha256:${media.sha256}"` }))).toEqual(
      [410, 'MEDIA_QUARANTINED'],
    )
    expect((await lab.send('admin', 'POST', `${media.url}/restore`)).status).toBe(204)
    expect((await lab.get(undefined, media.url)).status).toBe(200)
  })

  test('tells an outsider nothing', async () => {
    const media = await photo(`?room_id=${room}`)
    await lab.send('admin', 'POST', `${media.url}/quarantine`, reason)
    expect((await lab.get('bob', media.url)).status).toBe(410)
    expect(await refusal(await lab.get('eve', media.url))).toEqual([404, 'MEDIA_NOT_FOUND'])
  })

  test('is for administrators, and wants a reason and nothing else', async () => {
    const media = await photo('?public=true')
    expect(await refusal(await lab.send('ann', 'POST', `${media.url}/quarantine`, reason))).toEqual([
      403,
      'SCOPE_MISSING',
    ])
    expect(await refusal(await lab.send('admin', 'POST', `${media.url}/quarantine`, {}))).toEqual([400, 'BODY_INVALID'])
    expect(await refusal(await lab.send('admin', 'POST', `${media.url}/quarantine`, { ...reason, x: 1 }))).toEqual([
      400,
      'BODY_INVALID',
    ])
    expect(await refusal(await lab.send('admin', 'POST', `${nowhere}/quarantine`, reason))).toEqual([
      404,
      'MEDIA_NOT_FOUND',
    ])
    expect((await lab.get(undefined, media.url)).status).toBe(200)
  })
})
