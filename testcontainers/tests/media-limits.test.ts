import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from '@bartab/sdk/client'
import type { Media, ProblemDocument } from '@bartab/sdk/schemas'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

const MiB = 2 ** 20
const photo = await readFile(new URL('../fixtures/throne-room-gps.jpg', import.meta.url))

/** Runs a program of a few lines in media's container, and answers with what it prints. */
async function inMedia(stack: StartedBartabStack, program: string): Promise<string> {
  const { stdout, stderr, exitCode } = await stack.container('media').exec(['node', '-e', program])
  if (exitCode !== 0) throw new Error(stderr)
  return stdout.trim()
}

async function upload(client: Client, stack: StartedBartabStack, body: Uint8Array | ReadableStream): Promise<Response> {
  return fetch(new URL('/media/v1/media', stack.gatewayUrl), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await client.session.accessToken()}`,
      'content-type': 'application/octet-stream',
    },
    body,
    duplex: 'half',
  } as RequestInit)
}

const codeOf = async (answer: Response) => ((await answer.json()) as ProblemDocument).code

describe('media in a container of 128 MB', () => {
  let stack: StartedBartabStack
  let owner: Client

  beforeAll(async () => {
    stack = await new BartabStack({
      config: { services: { media: { memory_mb: 128 } }, files: { largest_mb: 2048, types_mb: { '*': 2048 } } },
    }).start()
    owner = await stack.owner()
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  /** The most that the service itself ever held, in MB. */
  async function peakMb(): Promise<number> {
    const program = `for (const pid of fs.readdirSync('/proc').filter(Number)) {
      const read = (name) => { try { return fs.readFileSync('/proc/' + pid + '/' + name, 'utf8') } catch { return '' } }
      if (/\\0services.media.src.main.ts/.test(read('cmdline')) && /node/.test(read('comm') + read('cmdline').split('\\0')[0]))
        console.log(/VmHWM:\\s+(\\d+)/.exec(read('status'))[1])
    }`
    return Math.max(...(await inMedia(stack, program)).split('\n').map(Number)) / 1024
  }

  it('takes in a file of 2 GB, gives it back, and holds no more than for a small one', async () => {
    await upload(owner, stack, Buffer.alloc(MiB, 'small'))
    const small = await peakMb()
    const [sent, back] = [createHash('sha256'), createHash('sha256')]
    const answer = await upload(owner, stack, ReadableStream.from(twoGigabytes(sent)))
    expect(answer.status).toBe(201)
    const media = (await answer.json()) as Media
    expect([media.size, media.sha256]).toEqual([2048 * MiB, sent.digest('hex')])
    const body = (await owner.media.download(media.media_id)).body ?? []
    for await (const piece of body as AsyncIterable<Uint8Array>) back.update(piece)
    expect(back.digest('hex')).toBe(media.sha256)
    const peak = await peakMb()
    process.stdout.write(`media held ${small.toFixed(0)} MB after 1 MB, ${peak.toFixed(0)} MB after 2 GB\n`)
    expect(peak - small).toBeLessThan(40)
    expect(await stack.restarts('media')).toBe(0)
    await owner.media.remove(media.media_id)
  }, 240_000)
})

describe('pictures in a container of 192 MB', () => {
  let stack: StartedBartabStack
  let owner: Client

  beforeAll(async () => {
    stack = await new BartabStack({ config: { services: { media: { memory_mb: 192 } } } }).start()
    owner = await stack.owner()
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  /** How many processes of the container the kernel killed for their memory; the two versions of cgroups say it in two places. */
  const kills = async () =>
    Number(
      await inMedia(
        stack,
        `const read = (name) => { try { return fs.readFileSync('/sys/fs/cgroup/' + name, 'utf8') } catch { return '' } }
         console.log(/oom_kill (\\d+)/.exec(read('memory.events') + read('memory/memory.oom_control'))[1])`,
      ),
    )

  it('reads a photo of 12 megapixels and makes its smaller thumbnails', async () => {
    const large = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#357' } })
      .jpeg()
      .toBuffer()
    const media = (await (await upload(owner, stack, large)).json()) as Media
    expect(media).toMatchObject({ w: 4000, h: 3000 })
    for (const size of [96, 320] as const) expect((await owner.media.thumbnail(media.media_id, size)).status).toBe(200)
    expect(await stack.restarts('media')).toBe(0)
  })

  it('refuses a picture that takes more memory than there is: its reader dies alone', async () => {
    // an image that has to be turned is held whole: 7,900 x 7,900 pixels of 4 bytes
    const turned = await sharp({ create: { width: 7_900, height: 7_900, channels: 4, background: '#3575' } })
      .png()
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const answer = await upload(owner, stack, turned)
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'IMAGE_TOO_LARGE'])
    expect(await stack.restarts('media')).toBe(0)
    expect(await kills()).toBeGreaterThan(0)
    expect((await upload(owner, stack, photo)).status).toBe(201)
  }, 120_000)
})

/** 2048 MiB of which no two are the same. */
async function* twoGigabytes(hash: ReturnType<typeof createHash>): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < 2048; at++) {
    const block = Buffer.alloc(MiB, `block ${at} `)
    hash.update(block)
    yield block
  }
}

describe('media on a full disk', () => {
  let stack: StartedBartabStack
  let owner: Client
  let kept: Media
  let doomed: Media

  beforeAll(async () => {
    stack = await new BartabStack({ diskMb: { media: 32 } }).start()
    owner = await stack.owner()
    kept = (await (await upload(owner, stack, photo)).json()) as Media
    doomed = (await (await upload(owner, stack, Buffer.alloc(2 * MiB, 'doomed'))).json()) as Media
    await owner.media.thumbnail(kept.media_id, 96)
    await inMedia(
      stack,
      `const fd = fs.openSync('/data/ballast', 'w'); const piece = Buffer.alloc(4096)
       try { for (;;) fs.writeSync(fd, piece) } catch (error) { console.log(error.code) }`,
    )
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  it('refuses what is new with 507', async () => {
    const form = new FormData()
    form.append('file', new Blob([Buffer.alloc(MiB)]), 'a')
    for (const body of [Buffer.alloc(MiB), Buffer.from('small'), photo]) {
      const answer = await upload(owner, stack, body)
      expect([answer.status, await codeOf(answer)]).toEqual([507, 'STORAGE_FULL'])
    }
    const headers = { authorization: `Bearer ${await owner.session.accessToken()}` }
    const asForm = await fetch(new URL('/media/v1/media', stack.gatewayUrl), { method: 'POST', headers, body: form })
    expect([asForm.status, await codeOf(asForm)]).toEqual([507, 'STORAGE_FULL'])
    await expect(owner.media.uploadResumable(new Blob([Buffer.alloc(MiB)]), { attempts: 1 })).rejects.toMatchObject({
      status: 507,
    })
  })

  it('goes on giving what is there', async () => {
    const body = Buffer.from(await (await owner.media.download(kept.media_id)).arrayBuffer())
    expect(createHash('sha256').update(body).digest('hex')).toBe(kept.sha256)
    expect((await owner.media.thumbnail(kept.media_id, 96)).status).toBe(200)
    await expect(owner.media.thumbnail(kept.media_id, 1280)).rejects.toMatchObject({ status: 507 })
  })

  it('withdraws, restores, collects and deletes all the same, and has room again', async () => {
    const { url } = kept
    const moderate = async (what: string, body?: string) => {
      const authorization = `Bearer ${await owner.session.accessToken()}`
      const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      return fetch(new URL(`${url}/${what}`, stack.gatewayUrl), { method: 'POST', headers, body: body ?? null })
    }
    expect((await moderate('quarantine', '{"reason":"a test"}')).status).toBe(204)
    await expect(owner.media.download(kept.media_id)).rejects.toMatchObject({ status: 410 })
    expect((await moderate('restore')).status).toBe(204)
    const order = { since_ts: Date.now(), grace_ms: 0, spared_room_ids: [], dry_run: false }
    expect((await owner.media.collect(order)).files).toBe(0)
    await owner.media.remove(doomed.media_id)
    await expect.poll(async () => (await upload(owner, stack, Buffer.alloc(MiB))).status).toBe(201)
  })

  it('has left nothing half done', async () => {
    const left = await inMedia(
      stack,
      `console.log(JSON.stringify(['incoming', 'uploads'].flatMap((folder) => fs.readdirSync('/data/' + folder))))`,
    )
    expect(left).toBe('[]')
    const { exitCode, stdout } = await stack.container('media').exec(['node', 'services/media/src/verify.ts'])
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ faults: [], spare: [] })])
    expect(await stack.restarts('media')).toBe(0)
  })
})
