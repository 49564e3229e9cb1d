import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LinksAnswer, Media, MediaLink, ProblemDocument, SecretVersions } from '@bartab/sdk/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type MediaLab, mediaLab, type Person, room } from '../testing/media-lab.ts'

const photo = new URL('../../../../testcontainers/fixtures/throne-room-gps.jpg', import.meta.url)
let lab: MediaLab
let media: Media

beforeAll(async () => {
  lab = await mediaLab()
  media = (await (await lab.upload('ann', await readFile(photo), `?room_id=${room}`)).json()) as Media
})
afterAll(() => lab[Symbol.asyncDispose]())
afterEach(() => {
  lab.members.add(lab.id('bob'))
  lab.loggedOut.clear()
})

async function links(person: Person, ids: string[]): Promise<MediaLink[]> {
  const answer = await lab.send(person, 'POST', '/media/v1/links', { media_ids: ids })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return ((await answer.json()) as LinksAnswer).links
}

async function linkFor(person: Person): Promise<MediaLink> {
  const [link] = await links(person, [media.media_id])
  if (link === undefined) throw new Error('a link was expected')
  return link
}

/** As a browser fetches an image: without a token. */
const open = (path: string) => lab.get(undefined, path)

async function refusal(answer: Response): Promise<[number, string]> {
  return [answer.status, ((await answer.json()) as ProblemDocument).code]
}

describe('a link', () => {
  test('opens the file, its ranges and its thumbnails without a token', async () => {
    const { url, thumb_url } = await linkFor('bob')
    expect((await open(media.url)).status).toBe(401)
    const answer = await open(url)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(answer.headers.get('cache-control')).toMatch(/^private/)
    expect((await lab.get(undefined, url, { range: 'bytes=0-9' })).status).toBe(206)
    expect((await open(`${thumb_url}`)).headers.get('content-type')).toBe('image/webp')
    expect((await open(`${thumb_url}&size=96`)).status).toBe(200)
  })

  test('is the same for the same token, so that a browser keeps what it has', async () => {
    expect(await linkFor('bob')).toEqual(await linkFor('bob'))
  })

  test('ends when its person leaves the room', async () => {
    const { url } = await linkFor('bob')
    expect((await open(url)).status).toBe(200)
    lab.members.delete(lab.id('bob'))
    expect(await refusal(await open(url))).toEqual([404, 'MEDIA_NOT_FOUND'])
  })

  test('ends when its person is logged out', async () => {
    const { url } = await linkFor('bob')
    expect((await open(url)).status).toBe(200)
    lab.loggedOut.add(lab.id('bob'))
    expect(await refusal(await open(url))).toEqual([401, 'LINK_EXPIRED'])
  })

  test('opens no other file and does nothing but read', async () => {
    const other = (await (await lab.upload('ann', 'b', `?room_id=${room}`)).json()) as Media
    const query = (await linkFor('bob')).url.split('?')[1]
    expect(await refusal(await open(`${other.url}?${query}`))).toEqual([401, 'LINK_INVALID'])
    expect((await lab.get(undefined, `${media.url}?${query}`, {}, 'DELETE')).status).toBe(401)
    expect((await lab.send('bob', 'DELETE', `${media.url}?${query}`)).status).toBe(400)
  })

  test('of a quarantined file answers 410', async () => {
    const { url } = await linkFor('bob')
    await lab.send('admin', 'POST', `${media.url}/quarantine`, { reason: 'test' })
    expect(await refusal(await open(url))).toEqual([410, 'MEDIA_QUARANTINED'])
    await lab.send('admin', 'POST', `${media.url}/restore`)
    expect((await open(url)).status).toBe(200)
  })
})

describe('asking for links', () => {
  test('leaves out what the caller may not see and what is not there', async () => {
    const own = (await (await lab.upload('eve', 'mine')).json()) as Media
    const asked = [media.media_id, own.media_id, room]
    expect((await links('eve', asked)).map(({ media_id }) => media_id)).toEqual([own.media_id])
    expect((await links('bob', asked)).map(({ media_id }) => media_id)).toEqual([media.media_id])
  })

  test.each([[[]], [Array.from({ length: 101 }, () => room)], [['nonsense']]])(
    'refuses a list that is none (%#)',
    async (ids) => {
      expect((await lab.send('ann', 'POST', '/media/v1/links', { media_ids: ids })).status).toBe(400)
    },
  )
})

describe('the secret behind links', () => {
  const secret = (step: string, body: object = {}) =>
    lab.send('admin', 'POST', `/media/v1/secrets/media-links/${step}`, body)

  test('rotates with two valid versions, once, and is retired before its time only by force', async () => {
    const before = (await linkFor('bob')).url
    const rotated = (await (await secret('rotate')).json()) as SecretVersions
    expect(rotated.versions.map(({ state }) => state)).toEqual(['active', 'retiring'])
    expect(((await (await secret('rotate')).json()) as SecretVersions).versions).toEqual(rotated.versions)
    const after = (await linkFor('bob')).url
    expect(after).not.toBe(before)
    expect([(await open(before)).status, (await open(after)).status]).toEqual([200, 200])
    expect(await refusal(await secret('retire'))).toEqual([409, 'SECRET_STILL_USED'])
    expect((await open(before)).status).toBe(200)
    expect((await secret('retire', { force: true })).status).toBe(200)
    expect(await refusal(await open(before))).toEqual([401, 'LINK_INVALID'])
    expect((await open(after)).status).toBe(200)
  })

  test('lies in a file for the eyes of its owner, with both versions while it turns', async () => {
    const file = join(lab.folder, 'secrets', 'link-secret')
    await secret('rotate')
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(2)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await secret('retire', { force: true })
    expect((await readFile(file, 'utf8')).trim()).toBe(lines[0])
  })

  test('is the administrators’ alone to rotate', async () => {
    const answer = await lab.send('ann', 'POST', '/media/v1/secrets/media-links/rotate', {})
    expect(await refusal(answer)).toEqual([403, 'SCOPE_MISSING'])
    expect(await (await secret('retire')).json()).toMatchObject({ code: 'SECRET_NOT_ROTATING' })
  })
})
