import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decompressionBomb } from '../testing/bomb.ts'
import { animatedPng } from '../testing/hostile-files.ts'
import type { CleanJob, ImageType } from './image-job.ts'
import { ImageWorker } from './image-worker.ts'

const fixtures = new URL('../../../../testcontainers/fixtures/', import.meta.url)
const limits = { maxPixels: 4_000_000, maxSide: 30_000, maxFrames: 100 }
let folder: string
let worker: ImageWorker

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bartab-images-'))
  worker = new ImageWorker({ timeoutMs: 20_000, maxWaiting: 8, idleMs: 60_000 })
})

afterEach(async () => {
  worker.close()
  await rm(folder, { recursive: true })
})

function cleanJob(input: string, mimetype: ImageType): CleanJob {
  return { kind: 'clean', input, output: join(folder, 'out'), mimetype, limits }
}

function fixture(name: string): string {
  return new URL(name, fixtures).pathname
}

async function file(name: string, content: Buffer | string): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

describe('cleaning an image', () => {
  test('takes the location out of a camera photo and keeps its size', async () => {
    const before = await sharp(fixture('throne-room-gps.jpg')).metadata()
    expect(before.exif?.includes('NIKON')).toBe(true)

    const result = await worker.run(cleanJob(fixture('throne-room-gps.jpg'), 'image/jpeg'))

    const after = await sharp(join(folder, 'out')).metadata()
    expect(after).toMatchObject({ format: 'jpeg', width: 500, height: 375 })
    expect([after.exif, after.xmp, after.iptc, after.orientation]).toEqual([undefined, undefined, undefined, undefined])
    expect((await readFile(join(folder, 'out'))).includes('NIKON')).toBe(false)
    expect(result).toMatchObject({ width: 500, height: 375, frames: 1 })
    expect(Buffer.from(result.placeholder, 'base64').length).toBeGreaterThan(10)
  })

  test('applies the orientation before it forgets it', async () => {
    expect(await sharp(fixture('phone-rotated-gps.jpg')).metadata()).toMatchObject({ width: 205, orientation: 6 })
    const result = await worker.run(cleanJob(fixture('phone-rotated-gps.jpg'), 'image/jpeg'))
    expect(result).toMatchObject({ width: 102, height: 205 })
    expect((await sharp(join(folder, 'out')).metadata()).orientation).toBeUndefined()
  })

  test('turns the picture the right way up', async () => {
    await worker.run(cleanJob(fixture('letter-orientation-6.jpg'), 'image/jpeg'))
    const { data, info } = await sharp(join(folder, 'out')).greyscale().raw().toBuffer({ resolveWithObject: true })
    const ink = (fromRow: number, toRow: number) =>
      data.subarray(fromRow * info.width, toRow * info.width).filter((grey) => grey < 64).length
    // an upright F carries its two bars in the upper half
    expect(ink(0, info.height / 2)).toBeGreaterThan(ink(info.height / 2, info.height) * 1.5)
  })

  test('keeps the transparency of a drawing', async () => {
    const result = await worker.run(cleanJob(fixture('snake-drawing.png'), 'image/png'))
    expect(result).toMatchObject({ width: 500, height: 500 })
    expect(await sharp(join(folder, 'out')).metadata()).toMatchObject({ format: 'png', hasAlpha: true })
  })

  test('keeps an animation moving, with its delays', async () => {
    const frames = await Promise.all(
      ['red', 'green', 'blue'].map((background) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const input = await file(
      'moving.gif',
      await sharp(frames, { join: { animated: true } })
        .gif({ delay: [80, 160, 240], loop: 0 })
        .toBuffer(),
    )
    const result = await worker.run(cleanJob(input, 'image/gif'))
    expect(result).toMatchObject({ width: 20, height: 10, frames: 3 })
    expect(await sharp(join(folder, 'out'), { animated: true }).metadata()).toMatchObject({
      pages: 3,
      delay: [80, 160, 240],
    })
  })

  test('drops a page that hides behind the end of a GIF', async () => {
    const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'teal' } })
      .gif()
      .toBuffer()
    const input = await file('polyglot.gif', Buffer.concat([gif, Buffer.from('<script>alert(1)</script>')]))
    await worker.run(cleanJob(input, 'image/gif'))
    expect((await readFile(join(folder, 'out'))).includes('<script>')).toBe(false)
  })
})

test('an animated PNG keeps moving, every frame counted', async () => {
  const input = await file('moving.png', animatedPng(3))
  const result = await worker.run(cleanJob(input, 'image/png'))
  expect(result).toMatchObject({ width: 8, height: 8, frames: 3 })
  expect((await readFile(join(folder, 'out'))).equals(await readFile(input))).toBe(true)
})

describe('an image that is refused', () => {
  test.each([
    ['of too many frames', 101, 8],
    ['of too many pixels in all of its frames', 5, 1_000],
  ])('an animated PNG %s', async (_name, frames, side) => {
    const input = await file('moving.png', animatedPng(frames, side))
    await expect(worker.run(cleanJob(input, 'image/png'))).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' })
  })

  test('a JPEG that ends too early', async () => {
    const whole = await readFile(fixture('throne-room-gps.jpg'))
    const input = await file('cut.jpg', whole.subarray(0, whole.length / 2))
    await expect(worker.run(cleanJob(input, 'image/jpeg'))).rejects.toMatchObject({ code: 'IMAGE_BROKEN' })
  })

  test('a few kilobytes that unfold to a hundred million pixels', async () => {
    const bomb = decompressionBomb(12_000, 9_000)
    expect(bomb.length).toBeLessThan(50_000)
    await expect(worker.run(cleanJob(await file('bomb.png', bomb), 'image/png'))).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    })
  })

  test('a strip of a hundred thousand pixels', async () => {
    const strip = await sharp({ create: { width: 100_000, height: 2, channels: 3, background: 'white' } })
      .png()
      .toBuffer()
    await expect(worker.run(cleanJob(await file('strip.png', strip), 'image/png'))).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    })
  })

  test('what is no image at all, and the refusal tells no path', async () => {
    const refused = worker.run(cleanJob(await file('lie.png', 'not a picture'), 'image/png'))
    await expect(refused).rejects.toMatchObject({ code: 'IMAGE_BROKEN', detail: expect.not.stringContaining(folder) })
  })
})

describe('a decoder that misbehaves', () => {
  async function workerWith(program: string, timeoutMs = 20_000): Promise<ImageWorker> {
    return new ImageWorker({
      timeoutMs,
      maxWaiting: 1,
      idleMs: 60_000,
      program: pathToFileURL(await file('bad.mjs', program)),
    })
  }

  test.each([
    ['dies of an image', 'SIGSEGV', 'IMAGE_BROKEN'],
    ['is killed by the kernel for its memory', 'SIGKILL', 'IMAGE_TOO_LARGE'],
  ])('%s: that one is refused, the next one is read', async (_name, signal, code) => {
    worker = await workerWith(`import { existsSync, writeFileSync } from 'node:fs'
      process.on('message', (job) => {
        if (!existsSync(job.output)) { writeFileSync(job.output, ''); process.kill(process.pid, '${signal}') }
        else process.send({ result: { width: 1, height: 1, frames: 1, placeholder: '' } })
      })`)
    const job = cleanJob('any', 'image/png')
    await expect(worker.run(job)).rejects.toMatchObject({ code })
    expect(await worker.run(job)).toMatchObject({ width: 1 })
  })

  test('never answers: it is killed, that image is refused, the next one is read', async () => {
    worker = await workerWith(
      `import { existsSync, writeFileSync } from 'node:fs'
      process.on('message', (job) => {
        if (existsSync(job.output)) process.send({ result: { width: process.pid, height: 1, frames: 1, placeholder: '' } })
        else { writeFileSync(job.output, String(process.pid)); for (;;); }
      })`,
      2_000,
    )
    const job = cleanJob('any', 'image/png')
    await expect(worker.run(job)).rejects.toMatchObject({ code: 'IMAGE_TOO_SLOW' })
    const stuck = Number(await readFile(job.output, 'utf8'))
    expect((await worker.run(job)).width).not.toBe(stuck)
    await expect.poll(() => existsSync(`/proc/${stuck}`)).toBe(false)
  })

  test.runIf(existsSync('/proc/self/oom_score_adj'))(
    'is the first to go when memory runs out, from its first line',
    async () => {
      worker = await workerWith(`import { readFileSync } from 'node:fs'
      const width = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'))
      process.on('message', () => process.send({ result: { width, height: 1, frames: 1, placeholder: '' } }))`)
      expect((await worker.run(cleanJob('any', 'image/png'))).width).toBe(1000)
    },
  )

  test('is slow: more images than may wait are turned away with a time to come back', async () => {
    worker = await workerWith(`process.on('message', () => {})`)
    const first = worker.run(cleanJob('any', 'image/png'))
    const second = worker.run(cleanJob('any', 'image/png'))
    await expect(worker.run(cleanJob('any', 'image/png'))).rejects.toMatchObject({
      code: 'IMAGE_QUEUE_FULL',
      headers: { 'retry-after': '5' },
    })
    worker.close()
    await expect(first).rejects.toMatchObject({ code: 'DRAINING' })
    await expect(second).rejects.toMatchObject({ code: 'DRAINING' })
  })
})
