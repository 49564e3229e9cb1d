import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CollectionAnswer, Media, ReferencesAnswer } from '@bartab/sdk/schemas'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Verification } from '../domain/verify-blobs.ts'
import { type MediaLab, mediaLab, room } from '../testing/media-lab.ts'

const hour = 3_600_000
let lab: MediaLab

beforeEach(async () => {
  lab = await mediaLab()
})
afterEach(() => lab[Symbol.asyncDispose]())

async function store(content: string, query = `?room_id=${room}`): Promise<Media> {
  const answer = await lab.upload('ann', content, query)
  expect(answer.status).toBe(201)
  return (await answer.json()) as Media
}

async function mark(...files: Media[]): Promise<number> {
  const answer = await lab.send('admin', 'POST', '/media/v1/references', {
    media_ids: files.map(({ media_id }) => media_id),
  })
  return ((await answer.json()) as ReferencesAnswer).ts
}

async function collect(since: number, more: Record<string, unknown> = {}): Promise<CollectionAnswer> {
  const body = { since_ts: since, grace_ms: hour, dry_run: false, ...more }
  const answer = await lab.send('admin', 'POST', '/media/v1/collection', body)
  expect(answer.status).toBe(200)
  return (await answer.json()) as CollectionAnswer
}

const later = (hours: number) => {
  lab.now.ts = Date.now() + hours * hour
}
const statusOf = async ({ url }: Media) => (await lab.get('ann', url)).status

describe('a collection', () => {
  test('takes what nothing speaks of, and leaves what something does', async () => {
    const [spoken, forgotten] = [await store('spoken of'), await store('forgotten')]
    later(2)
    const since = await mark(spoken)
    const collected = await collect(since)
    expect(collected).toMatchObject({ files: 1, bytes: 9, first: [{ media_id: forgotten.media_id }] })
    expect([await statusOf(spoken), await statusOf(forgotten)]).toEqual([200, 404])
    expect(await lab.files()).toHaveLength(1)
  })

  test('only says what it would take when it is a dry run', async () => {
    const forgotten = await store('forgotten')
    later(2)
    expect(await collect(Date.now() + hour, { dry_run: true })).toMatchObject({ files: 1, dry_run: true })
    expect(await statusOf(forgotten)).toBe(200)
  })

  test('leaves a file for the grace period after it came, and after it was last spoken of', async () => {
    const file = await store('new')
    expect((await collect(Date.now() + hour)).files).toBe(0)
    later(2)
    await mark(file)
    later(2.5)
    expect((await collect(lab.now.ts ?? 0)).files).toBe(0)
    later(3.5)
    expect((await collect(lab.now.ts ?? 0)).files).toBe(1)
  })

  test('leaves rooms that cannot be read, private files and quarantined ones', async () => {
    const sealed = await store('encrypted')
    const own = await store('mine', '')
    const withdrawn = await store('evidence', '?public=true')
    await lab.send('admin', 'POST', `${withdrawn.url}/quarantine`, { reason: 'test' })
    later(2)
    const since = lab.now.ts ?? 0
    expect((await collect(since, { spared_room_ids: [room] })).files).toBe(0)
    expect([await statusOf(sealed), await statusOf(own), await statusOf(withdrawn)]).toEqual([200, 200, 410])
    expect((await collect(since)).first.map(({ media_id }) => media_id)).toEqual([sealed.media_id])
  })

  test('leaves the content while another upload of it is spoken of', async () => {
    const [spoken, twin] = [await store('the same'), await store('the same')]
    later(2)
    expect((await collect(await mark(spoken))).first.map(({ media_id }) => media_id)).toEqual([twin.media_id])
    expect(await statusOf(spoken)).toBe(200)
  })

  test('is for administrators', async () => {
    for (const path of ['references', 'collection'])
      expect((await lab.send('ann', 'POST', `/media/v1/${path}`, {})).status).toBe(403)
  })
})

describe('verify', () => {
  async function verify(): Promise<{ code: number; said: Verification }> {
    const program = fileURLToPath(new URL('../verify.ts', import.meta.url))
    const ran = promisify(execFile)(process.execPath, [program], { env: { BARTAB_DATA_DIR: lab.folder } })
    const { code = 0, stdout } = (await ran.catch((error) => error)) as { code?: number; stdout: string }
    return { code, said: JSON.parse(stdout) as Verification }
  }

  async function pathOf(media: Media, part: string): Promise<string> {
    const found = (await readdir(lab.folder, { recursive: true })).find(
      (path) => path.endsWith(media.sha256) && path.includes(part),
    )
    return join(lab.folder, found ?? 'nowhere')
  }

  test('reads every blob and finds nothing wrong where nothing is', async () => {
    await store('one')
    await store('two', '?public=true')
    expect(await verify()).toEqual({ code: 0, said: { blobs: 2, bytes: 6, faults: [], spare: [] } })
  })

  test('names what is damaged, what is missing and what nobody needs', async () => {
    const [damaged, missing] = [await store('damaged'), await store('missing')]
    await writeFile(await pathOf(damaged, 'room-'), 'dAmaged')
    await rm(await pathOf(missing, 'room-'))
    const spare = await store('left over', '?public=true')
    lab.database.prepare('UPDATE media SET deleted_ts = 1 WHERE media_id = ?').run(spare.media_id)
    const { code, said } = await verify()
    expect(code).toBe(1)
    expect(said.faults).toEqual([
      { blob: `room-${room}/${damaged.sha256}`, fault: 'damaged' },
      { blob: `room-${room}/${missing.sha256}`, fault: 'missing' },
    ])
    expect(said.spare).toEqual([`public/${spare.sha256}`])
  })
})

describe('upkeep', () => {
  test('removes uploads that can no longer be resumed', async () => {
    const answer = await fetch(`${lab.origin}/media/v1/uploads`, {
      method: 'POST',
      headers: { ...lab.as('ann'), 'tus-resumable': '1.0.0', 'upload-length': '5' },
    })
    const path = answer.headers.get('location') ?? ''
    expect(await lab.files()).toHaveLength(1)
    await lab.upkeep.tick()
    expect(await lab.files()).toHaveLength(1)
    later(1)
    await lab.upkeep.tick()
    expect(await lab.files()).toHaveLength(0)
    expect((await lab.get('ann', path)).status).toBe(404)
  })

  test('says how full the disk is, and when it will be', async () => {
    await store('a snail')
    const state = await lab.upkeep.state()
    expect(state).toMatchObject({ files: 1, bytes: 7, total_bytes: expect.any(Number), free_bytes: expect.any(Number) })
    expect(state.full_ts).toBeUndefined()
    const insert = lab.database.prepare('INSERT INTO disk_sample (ts, used_bytes) VALUES (?, ?)')
    const perHour = Math.ceil(state.free_bytes / 100)
    for (let at = 0; at < 24; at++) insert.run(Date.now() - (24 - at) * hour, at * perHour)
    const { full_ts = 0 } = await lab.upkeep.state()
    expect(Math.round((full_ts - Date.now()) / hour / 10)).toBe(10)
    const { checks } = await lab.readiness.report()
    expect(checks.find(({ name }) => name === 'disk')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('full on 20'),
    })
  })
})
