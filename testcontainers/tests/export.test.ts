import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatEvent } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'

const photo = readFileSync(new URL('../fixtures/throne-room-gps.jpg', import.meta.url))

describe.each(['process', 'docker'] as const)('an export of a running chat, on %s', (driver) => {
  let stack: OperatedStack
  const above = mkdtempSync(join(tmpdir(), 'bartab-export-'))
  beforeAll(async () => {
    stack = await OperatedStack.start(driver)
  }, 300_000)
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    rmSync(above, { recursive: true, force: true })
  })

  async function roomWithPhoto(name: string): Promise<{ room: string; picture: string }> {
    const { rooms, messages, media } = stack.owner
    const { room_id: room } = await rooms.create({ name, kind: 'private' })
    const { media_id } = await media.upload(new Blob([photo]), { roomId: room, filename: 'Throne.JPG' })
    await messages.send(room, `the last words of ${name} \u2028 🐌`)
    return { room, picture: `${media_id}.jpg` }
  }

  const lines = <T>(...path: string[]): T[] =>
    readFileSync(join(above, ...path), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T)

  it('holds every room, everybody and every file; of one room, only what is its own', async () => {
    const [tea, inn] = [await roomWithPhoto('tea'), await roomWithPhoto('inn')]
    await stack.print('export', '--out', join(above, 'all'))
    expect(readdirSync(join(above, 'all', 'rooms')).sort()).toEqual(
      [tea, inn].map(({ room }) => `${room}.jsonl`).sort(),
    )
    expect(readdirSync(join(above, 'all', 'files')).sort()).toEqual([tea, inn].map(({ picture }) => picture).sort())
    expect(lines('all', 'people.jsonl')).toEqual([expect.objectContaining({ username: 'owner' })])
    const [head, ...events] = lines<ChatEvent>('all', 'rooms', `${tea.room}.jsonl`)
    expect(head).toMatchObject({ room: { name: 'tea' }, members: [{ role: 'owner' }] })
    const { chunk } = await stack.owner.messages.page(tea.room, { dir: 'b', limit: 50 })
    expect(events.map(({ event_id }) => event_id)).toEqual(chunk.map(({ event_id }) => event_id).reverse())
    expect(events.at(-1)?.content).toMatchObject({ body: 'the last words of tea \u2028 🐌' })
    await stack.print('export', '--room', inn.room, '--out', join(above, 'inn'))
    expect(readdirSync(join(above, 'inn', 'rooms'))).toEqual([`${inn.room}.jsonl`])
    expect(readdirSync(join(above, 'inn', 'files'))).toEqual([inn.picture])
  })

  it('of a room that is not there is refused, and leaves no half of one', async () => {
    const out = ['export', '--out', join(above, 'half')]
    expect(await stack.failure(...out, '--room', '01J00000000000000000000BAR')).toMatchObject({ code: 'NO_SUCH_ROOM' })
    expect(readdirSync(above)).not.toContain('half.part')
    expect(readdirSync(above)).not.toContain('half')
  })
})
