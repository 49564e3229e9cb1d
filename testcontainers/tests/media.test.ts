import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from '@bartab/sdk/client'
import type { Media } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

const photo = await readFile(new URL('../fixtures/throne-room-gps.jpg', import.meta.url))
const gpsTag = Buffer.from('GPS')

describe('a photo in a room', () => {
  let stack: StartedBartabStack
  let owner: Client
  let ann: Client
  let eve: Client
  let room: string
  let media: Media

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
    ann = await stack.member('ann')
    eve = await stack.member('eve')
    room = (await owner.rooms.create({ name: 'photos', kind: 'private' })).room_id
    await owner.rooms.invite(room, (await ann.auth.me()).user_id)
    await ann.rooms.join(room)
    media = await owner.media.upload(new Blob([photo]), { roomId: room, filename: 'throne room.jpg' })
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  it('is told by its content and its own size', () => {
    expect(media).toMatchObject({ mimetype: 'image/jpeg', w: 500, h: 375 })
    expect(media.placeholder).toMatch(/^[A-Za-z0-9+/=]+$/)
  })

  it('comes down to a member with the hash that it was given, and without the place where it was taken', async () => {
    expect(photo.includes(gpsTag) || photo.includes(Buffer.from([0x88, 0x25]))).toBe(true)
    const answer = await ann.media.download(media.media_id)
    const body = Buffer.from(await answer.arrayBuffer())
    expect(createHash('sha256').update(body).digest('hex')).toBe(media.sha256)
    expect(answer.headers.get('etag')).toBe(`"sha256:${media.sha256}"`)
    expect(body.includes(Buffer.from('Exif'))).toBe(false)
  })

  it('has a thumbnail that is a smaller picture', async () => {
    const answer = await ann.media.thumbnail(media.media_id, 96)
    const body = Buffer.from(await answer.arrayBuffer())
    expect(answer.headers.get('content-type')).toMatch(/^image\/(jpeg|webp|avif)$/)
    expect(body.length).toBeGreaterThan(100)
    expect(body.length).toBeLessThan(media.size)
  })

  it('is served in parts, and not again to whoever has it', async () => {
    const url = new URL(media.url, stack.gatewayUrl)
    const authorization = `Bearer ${await ann.session.accessToken()}`
    const part = await fetch(url, { headers: { authorization, range: 'bytes=0-99' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 0-99/${media.size}`)
    expect((await part.arrayBuffer()).byteLength).toBe(100)
    const known = await fetch(url, { headers: { authorization, 'if-none-match': `"sha256:${media.sha256}"` } })
    expect(known.status).toBe(304)
  })

  it('is not there for an outsider, nor for nobody', async () => {
    await expect(eve.media.download(media.media_id)).rejects.toMatchObject({ status: 404, code: 'MEDIA_NOT_FOUND' })
    await expect(eve.media.thumbnail(media.media_id, 96)).rejects.toMatchObject({ status: 404 })
    const nobody = await fetch(new URL(media.url, stack.gatewayUrl))
    expect([401, 404]).toContain(nobody.status)
    await nobody.arrayBuffer()
  })

  it('a text that calls itself a picture is served as a download', async () => {
    const liar = await owner.media.upload(new Blob(['<script>alert(1)</script>']), {
      roomId: room,
      contentType: 'image/png',
      filename: 'cat.png',
    })
    expect(liar.mimetype).not.toMatch(/^image\//)
    const answer = await ann.media.download(liar.media_id)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    await answer.arrayBuffer()
  })
})
