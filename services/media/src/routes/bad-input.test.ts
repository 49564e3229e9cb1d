import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Media, ProblemDocument } from '@bartab/sdk/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decompressionBomb } from '../testing/bomb.ts'
import * as hostile from '../testing/hostile-files.ts'
import { type MediaLab, mediaLab } from '../testing/media-lab.ts'

type Pictures = Awaited<ReturnType<typeof hostile.pictures>>
let lab: MediaLab
let pictures: Pictures

beforeAll(async () => {
  lab = await mediaLab({ maxUploadBytes: 6_000_000 })
  pictures = await hostile.pictures()
})
afterAll(() => lab[Symbol.asyncDispose]())
afterEach(async () => {
  expect((await fetch(`${lab.origin}/healthz`)).status).toBe(200)
  expect((await lab.upload('ann', 'still alive')).status).toBe(201)
})

/** What has to hold of anything that is served, whoever made it. */
async function servedSafely(answer: Response, inline: RegExp): Promise<Buffer> {
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox$/)
  const type = answer.headers.get('content-type') ?? ''
  const disposition = answer.headers.get('content-disposition') ?? ''
  expect(disposition).toMatch(inline.test(type) ? /^inline/ : /^attachment/)
  return Buffer.from(await answer.arrayBuffer())
}

async function refusedOrSafe(content: Buffer, query = ''): Promise<[number, string]> {
  const answer = await lab.upload('ann', content, query)
  if (answer.status !== 201) {
    const { code } = (await answer.json()) as ProblemDocument
    return [answer.status, code]
  }
  const media = (await answer.json()) as Media
  const body = await servedSafely(await lab.get('ann', media.url), /^(image\/(jpeg|png|gif|webp|avif)|text\/plain)/)
  if (media.mimetype.startsWith('image/') && media.w !== undefined) expect(body.includes('<script')).toBe(false)
  return [201, media.mimetype]
}

describe('a picture that is a trap', () => {
  const rows: [string, () => Buffer, number, string][] = [
    ['a bomb of a gigapixel', () => decompressionBomb(30_000, 30_000), 422, 'IMAGE_TOO_LARGE'],
    ['a GIF of 65,535 x 65,535 pixels', () => hostile.hugeGif(), 422, 'IMAGE_TOO_LARGE'],
    ['a strip 100,000 pixels wide', () => hostile.thinPng(100_000, 1), 422, 'IMAGE_TOO_LARGE'],
    ['a strip 100,000 pixels high', () => hostile.thinPng(1, 100_000), 422, 'IMAGE_TOO_LARGE'],
    ['thousands of frames', () => hostile.manyFrames(5_000), 422, 'IMAGE_TOO_LARGE'],
    ['a PNG that lies about its size', () => hostile.lyingPng(), 422, 'IMAGE_BROKEN'],
    ['a page that begins like a GIF', () => hostile.gifThatIsAPage, 422, 'IMAGE_BROKEN'],
    ['a page in the comment of a GIF and behind it', () => hostile.scriptInGif(pictures.gif), 201, 'image/gif'],
    ['a script in the text of a PNG and behind it', () => hostile.scriptInPng(pictures.png), 201, 'image/png'],
    ['a script in the comment of a JPEG and behind it', () => hostile.scriptInJpeg(pictures.jpeg), 201, 'image/jpeg'],
    [
      'a drawing with a script',
      () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${hostile.script}</svg>`),
      201,
      'image/svg+xml',
    ],
    ['a page', () => Buffer.from(`<html>${hostile.script}</html>`), 201, 'text/html'],
    [
      'a page in UTF-16',
      () => Buffer.from(`\ufeff<html>${hostile.script}</html>`, 'utf16le'),
      201,
      'application/octet-stream',
    ],
    [
      'a PDF with a script',
      () => Buffer.from('%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj'),
      201,
      'application/pdf',
    ],
  ]
  test.each(rows)('%s', async (_name, content, status, what) => {
    expect(await refusedOrSafe(content(), '?filename=cute.png')).toEqual([status, what])
  })
})

describe('a picture cut at every tenth', () => {
  test.each(['jpeg', 'png', 'gif', 'webp', 'avif'] as const)('%s', async (type) => {
    const whole = pictures[type]
    for (let tenth = 1; tenth < 10; tenth++) {
      const [status] = await refusedOrSafe(whole.subarray(0, Math.floor((whole.length * tenth) / 10)))
      expect([201, 415, 422]).toContain(status)
    }
    expect(await refusedOrSafe(whole)).toEqual([201, `image/${type}`])
  })

  test('every byte of a header turned over, one at a time', async () => {
    for (const whole of [pictures.jpeg, pictures.png, pictures.gif]) {
      for (let at = 0; at < 24; at += 3) {
        const broken = Buffer.from(whole)
        broken[at] = (broken[at] ?? 0) ^ 0xff
        const [status] = await refusedOrSafe(broken)
        expect([201, 415, 422]).toContain(status)
      }
    }
  })
})

describe('a name', () => {
  test.each([
    ['with path parts', '../../etc/passwd', 'passwd'],
    ['with path parts of Windows', 'C:\\windows\\system32\\cmd.exe', 'cmd.exe'],
    ['that turns the direction of writing', 'photo\u202egnp.exe', 'photognp.exe'],
    ['with newlines and another header', 'a\r\nset-cookie: x=1.txt', 'aset-cookie x=1.txt'],
    ['with quotes', 'a";filename="b.html', 'a;filename=b.html'],
    ['of dots', '...', undefined],
    ['with a NUL', 'a\0.txt', 'a.txt'],
    ['of half a letter', 'a\ud800b', 'a\ufffdb'],
    ['in every language', 'Grüße 蜗牛 حلزون 🐌.txt', 'Grüße 蜗牛 حلزون 🐌.txt'],
  ])('%s', async (_name, claimed, kept) => {
    const form = new FormData()
    form.append('filename', claimed)
    form.append('file', new Blob(['snail']), 'x')
    const answer = await fetch(`${lab.origin}/media/v1/media`, { method: 'POST', headers: lab.as('ann'), body: form })
    const { url } = (await answer.json()) as Media
    const disposition = (await lab.get('ann', url)).headers.get('content-disposition') ?? ''
    const named = /filename\*=UTF-8''(.*)$/.exec(disposition)?.[1]
    const plain = /filename="([^"]*)"/.exec(disposition)?.[1]
    expect(named === undefined ? plain : decodeURIComponent(named)).toBe(kept)
    expect(disposition).toMatch(/^[\x20-\x7e]*$/)
  })
})

describe('a length that is wrong', () => {
  const post = (length: string, body: string, close: boolean) =>
    exchange(
      `POST /media/v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: application/octet-stream\r\n${length}\r\n\r\n${body}`,
      close,
    )

  test.each([
    ['that is no number', 'content-length: many', 400],
    ['that is negative', 'content-length: -5', 400],
    ['that stands twice', 'content-length: 5\r\ncontent-length: 6', 400],
    ['beside another framing', 'content-length: 5\r\ntransfer-encoding: chunked', 400],
    ['that no file may have', 'content-length: 99999999999999', 413],
    ['of a chunk that is no number', 'transfer-encoding: chunked', 400],
  ])('%s', async (_name, length, status) => {
    expect(await post(length, 'zz\r\nsnail', false)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('longer than what comes: nothing is kept', async () => {
    const before = await lab.files()
    await post('content-length: 500', 'snail', true)
    await expect.poll(() => lab.files()).toEqual(before)
  })

  test('shorter than what comes: the rest is another request, and no good one', async () => {
    expect(await post('content-length: 5', 'snail and more', false)).toMatch(/^HTTP\/1.1 (201|400) /)
  })
})

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('an upload cut at %d tenths keeps nothing', async (tenth) => {
  const before = await lab.files()
  const length = 1_000_000
  const head = `POST /media/v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`
  await exchange(Buffer.concat([Buffer.from(head), Buffer.alloc((length * tenth) / 10)]), true)
  await expect.poll(() => lab.files()).toEqual(before)
})

describe('a range', () => {
  test.each(['bytes=5-', 'bytes=9-20', 'bytes=-0', 'bytes=0-1,3-4', 'bytes=99999999999999999999-'])(
    '%s of five bytes is refused cleanly',
    async (range) => {
      const { url } = (await (await lab.upload('ann', 'snail')).json()) as Media
      const answer = await lab.get('ann', url, { range })
      expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */5'])
      expect(((await answer.json()) as ProblemDocument).code).toBe('RANGE_NOT_SATISFIABLE')
    },
  )

  test.each(['bytes=3-1', 'bytes=a-b', 'bytes=', 'bytes=--5'])('%s is no range, and passed over', async (range) => {
    const { url } = (await (await lab.upload('ann', 'snail')).json()) as Media
    const answer = await lab.get('ann', url, { range })
    expect([answer.status, await answer.text()]).toEqual([200, 'snail'])
  })
})

/** Sends bytes as they are and answers with what came back; with `close`, closes a moment after. */
async function exchange(bytes: string | Buffer, close: boolean): Promise<string> {
  const socket = connect(Number(new URL(lab.origin).port), '127.0.0.1')
  const { promise, resolve } = Promise.withResolvers<string>()
  let said = ''
  socket.on('error', () => resolve(said))
  socket.on('close', () => resolve(said))
  socket.on('data', (data) => {
    said += data.toString('latin1')
    resolve(said)
  })
  socket.write(bytes)
  if (close) {
    await sleep(30)
    socket.destroy()
  }
  const answer = await promise
  socket.destroy()
  return answer
}
