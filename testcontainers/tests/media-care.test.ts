import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from '@bartab/sdk/client'
import type { Media, MediaLink } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

const photo = await readFile(new URL('../fixtures/throne-room-gps.jpg', import.meta.url))

describe('files over time', () => {
  let stack: StartedBartabStack
  let owner: Client
  let ann: Client
  let room: string

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
    ann = await stack.member('ann')
    room = (await owner.rooms.create({ name: 'photos', kind: 'private' })).room_id
    await owner.rooms.invite(room, (await ann.auth.me()).user_id)
    await ann.rooms.join(room)
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const open = (path: string) => fetch(new URL(path, stack.gatewayUrl))

  async function linkTo(client: Client, media: Media): Promise<MediaLink> {
    const [link] = await client.media.links([media.media_id])
    if (link === undefined) throw new Error('a link was expected')
    return link
  }

  it('an upload goes on where it was when media crashes in the middle of it', async () => {
    const content = randomBytes(12_000_000)
    const before = await stack.restarts('media')
    let crashed: Promise<void> | undefined
    const media = await ann.media.uploadResumable(new Blob([content]), {
      roomId: room,
      filename: 'big.bin',
      pieceBytes: 1_000_000,
      attempts: 20,
      onProgress: (sent) => {
        if (sent >= 4_000_000) crashed ??= stack.crash('media')
      },
    })
    await crashed
    expect(await stack.restarts('media')).toBe(before + 1)
    expect(media.sha256).toBe(createHash('sha256').update(content).digest('hex'))
    const back = Buffer.from(await (await owner.media.download(media.media_id)).arrayBuffer())
    expect(back.equals(content)).toBe(true)
  })

  it('a link shows a picture without a token, until its person leaves the room', async () => {
    const media = await owner.media.upload(new Blob([photo]), { roomId: room })
    expect((await open(media.url)).status).toBe(401)
    const { url, thumb_url = '' } = await linkTo(ann, media)
    expect((await open(url)).status).toBe(200)
    const avif = await fetch(new URL(thumb_url, stack.gatewayUrl), { headers: { accept: 'image/avif,*/*' } })
    expect(avif.headers.get('content-type')).toBe('image/avif')
    await ann.rooms.leave(room)
    await expect.poll(async () => (await open(url)).status, { timeout: 8_000 }).toBe(404)
    await expect(ann.media.download(media.media_id)).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' })
  })

  it.each([
    ['leaves', (person: Client) => person.rooms.leave(room)],
    ['is put out', async (person: Client) => owner.rooms.kick(room, (await person.auth.me()).user_id)],
  ])('a member who %s has lost the files within seconds, and has them again after coming back', async (how, go) => {
    const cleo = await stack.member(how === 'leaves' ? 'cleo' : 'cora')
    const { user_id } = await cleo.auth.me()
    const media = await owner.media.upload(new Blob([photo]), { roomId: room })
    const enter = async () => {
      await owner.rooms.invite(room, user_id)
      await cleo.rooms.join(room)
    }
    const statuses = () =>
      Promise.all(
        [cleo.media.download(media.media_id), cleo.media.thumbnail(media.media_id, 96)].map((asked) =>
          asked.then(
            ({ status }) => status,
            ({ status }: { status: number }) => status,
          ),
        ),
      )
    await enter()
    await expect.poll(statuses).toEqual([200, 200])
    await go(cleo)
    // an answer that nobody corrects is believed for fifteen seconds
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([404, 404])
    await enter()
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([200, 200])
  })

  it('a link ends when its person logs out', async () => {
    const bob = await stack.member('bob')
    const media = await bob.media.upload(new Blob([photo]))
    const { url } = await linkTo(bob, media)
    expect((await open(url)).status).toBe(200)
    await bob.auth.logout()
    await expect.poll(async () => (await open(url)).status, { timeout: 8_000 }).toBe(401)
  })

  it('quarantine withdraws the file, its thumbnails and its links at once, and restoring brings them back', async () => {
    const media = await owner.media.upload(new Blob([photo]), { public: true })
    const { url } = await linkTo(owner, media)
    const all = [media.url, `${media.thumb_url}?size=96`, `${media.thumb_url}?size=640`, url]
    const statuses = () => Promise.all(all.map(async (path) => (await open(path)).status))
    expect(await statuses()).toEqual([200, 200, 200, 200])
    const moderate = async (what: string, body?: string) => {
      const authorization = `Bearer ${await owner.session.accessToken()}`
      const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      return fetch(new URL(`${media.url}/${what}`, stack.gatewayUrl), { method: 'POST', headers, body: body ?? null })
    }
    expect((await moderate('quarantine', '{"reason":"a test"}')).status).toBe(204)
    expect(await statuses()).toEqual([410, 410, 410, 410])
    expect((await moderate('restore')).status).toBe(204)
    expect(await statuses()).toEqual([200, 200, 200, 200])
  })

  it('what nothing speaks of is collected, and the rest is found whole', async () => {
    const spoken = await owner.media.upload(new Blob(['spoken of']), { roomId: room })
    const forgotten = await owner.media.upload(new Blob(['forgotten']), { roomId: room })
    await owner.messages.send(room, { msgtype: 'm.file', body: 'a', media_id: spoken.media_id, url: spoken.url })
    const beside = (service: string, program: string) => stack.container(service).exec(['node', program])
    const said = JSON.parse((await beside('chat', 'services/chat/src/media-references.ts')).stdout) as {
      media_ids: string[]
    }
    expect(said.media_ids).toContain(spoken.media_id)
    expect(said.media_ids).not.toContain(forgotten.media_id)
    const { ts } = await owner.media.markReferenced(said.media_ids)
    const order = { since_ts: ts, grace_ms: 0, spared_room_ids: [] }
    const plan = await owner.media.collect({ ...order, dry_run: true })
    expect(plan.first.map(({ media_id }) => media_id)).toContain(forgotten.media_id)
    expect(await owner.media.collect({ ...order, dry_run: false })).toMatchObject({
      files: plan.files,
      bytes: plan.bytes,
    })
    await expect(owner.media.download(forgotten.media_id)).rejects.toMatchObject({ status: 404 })
    expect(await (await owner.media.download(spoken.media_id)).text()).toBe('spoken of')
    const { exitCode, stdout } = await beside('media', 'services/media/src/verify.ts')
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ faults: [], spare: [] })])
  })
})
