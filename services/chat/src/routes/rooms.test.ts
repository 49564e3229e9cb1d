import type { Room, RoomList } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

test('a room is made with its name, topic and invitations', async () => {
  await using lab = new Lab()
  const body = { kind: 'private', name: 'Cellar', topic: 'Wine', invite: [lab.id('ben')] }
  const made = await lab.call<Room>('ann', 'POST', '/rooms', body)
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Cellar', topic: 'Wine', kind: 'private', role: 'owner', member_count: 1, unread: 0 },
  })
  const invited = await lab.call<RoomList>('ben', 'GET', '/rooms?scope=invited')
  expect(invited.body.rooms).toMatchObject([{ room_id: made.body.room_id, membership: 'invite' }])
})

test('public rooms are listed for all, private ones for their members', async () => {
  await using lab = new Lab()
  const [open, closed] = [await lab.room('ann', [], 'public'), await lab.room('ann', [], 'private')]
  const list = async (name: string, scope: string) =>
    (await lab.call<RoomList>(name, 'GET', `/rooms?scope=${scope}`)).body.rooms.map(({ room_id }) => room_id)
  expect(await list('ann', 'joined')).toEqual([closed, open])
  expect(await list('eve', 'joined')).toEqual([])
  expect(await list('eve', 'all')).toEqual([open])
})

test('a name and a topic can be changed, and each change is an event', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  const patched = await lab.call<Room>('ann', 'PATCH', `/rooms/${room}`, { name: 'B', topic: 'C' })
  expect(patched.body).toMatchObject({ name: 'B', topic: 'C' })
  const news = await lab.sync('ben', next_batch)
  expect(news.events.map(({ type, content }) => [type, content])).toEqual([
    ['m.room.name', { name: 'B' }],
    ['m.room.topic', { topic: 'C' }],
  ])
  expect(news.rooms[room]).toMatchObject({ name: 'B', topic: 'C' })
})

test('the same two people have one direct room, whoever asks', async () => {
  await using lab = new Lab()
  const ask = (name: string, other: string) =>
    lab.call<Room>(name, 'POST', '/rooms', { kind: 'direct', name: 'us', invite: [lab.id(other)] })
  const [first, again, back] = [await ask('ann', 'ben'), await ask('ann', 'ben'), await ask('ben', 'ann')]
  expect([first.status, again.status, back.status]).toEqual([201, 200, 200])
  expect(new Set([first, again, back].map(({ body }) => body.room_id)).size).toBe(1)
  expect(first.body).toMatchObject({ name: '', member_count: 2, direct_with: lab.id('ben') })
  expect(back.body.direct_with).toBe(lab.id('ann'))
})

test('nobody else comes into a direct room', async () => {
  await using lab = new Lab()
  const { body } = await lab.call<Room>('ann', 'POST', '/rooms', { kind: 'direct', invite: [lab.id('ben')] })
  const invite = await lab.call('ann', 'POST', `/rooms/${body.room_id}/invite`, { user_id: lab.id('eve') })
  expect(invite).toMatchObject({ status: 409, body: { code: 'ROOM_IS_DIRECT' } })
  expect((await lab.call('eve', 'POST', `/rooms/${body.room_id}/join`)).status).toBe(404)
})

test('joining twice is joining once', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'], 'public')
  const head = lab.chat.store.events.head()
  expect((await lab.call('ben', 'POST', `/rooms/${room}/join`)).status).toBe(200)
  expect(lab.chat.store.events.head()).toBe(head)
})

test('who comes first into a room that everybody left owns it', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', [], 'public')
  expect((await lab.call('ann', 'POST', `/rooms/${room}/leave`)).status).toBe(200)
  const roles = ['ben', 'cas'].map(
    async (name) => (await lab.call<Room>(name, 'POST', `/rooms/${room}/join`)).body.role,
  )
  expect(await Promise.all(roles)).toEqual(['owner', 'member'])
})

test('a reaction is counted once for each person and can be taken back', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'hi')
  const path = `/rooms/${room}/messages/${said}/reactions/${encodeURIComponent('👍🏽'.repeat(10))}`
  const reactions = async () => (await lab.history('ann', room))[0]?.unsigned?.['m.relations']?.['m.annotation']?.chunk
  expect([(await lab.call('ben', 'PUT', path)).status, (await lab.call('ben', 'PUT', path)).status]).toEqual([201, 200])
  await lab.call('ann', 'PUT', path)
  expect(await reactions()).toMatchObject([
    { key: '👍🏽'.repeat(10), count: 2, me: true, senders: [lab.id('ben'), lab.id('ann')] },
  ])
  expect((await lab.call('ann', 'DELETE', path)).status).toBe(200)
  expect((await lab.call('ann', 'DELETE', path)).status).toBe(200)
  expect(await reactions()).toMatchObject([{ count: 1, me: false }])
})

test('members are listed in pages', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben', 'cas'])
  type Page = { members: { user_id: string; role: string }[]; next?: string }
  const first = (await lab.call<Page>('ann', 'GET', `/rooms/${room}/members?limit=2`)).body
  const rest = (await lab.call<Page>('ann', 'GET', `/rooms/${room}/members?limit=2&from=${first.next}`)).body
  expect(first.members.map(({ role }) => role)).toEqual(['owner', 'member'])
  expect([...first.members, ...rest.members].map(({ user_id }) => user_id)).toEqual(
    ['ann', 'ben', 'cas'].map((name) => lab.id(name)),
  )
  expect(rest.next).toBeUndefined()
})

test('rooms are listed in pages, each once, also when something happens in them meanwhile', async () => {
  await using lab = new Lab()
  const mine: string[] = []
  for (let n = 0; n < 3; n += 1) mine.push(await lab.room('ann'))
  const open = await lab.room('ben', [], 'public')
  const [hidden, banned] = [await lab.room('ben'), await lab.room('ben', [], 'public')]
  await lab.call('ben', 'POST', `/rooms/${banned}/ban`, { user_id: lab.id('ann') })
  await lab.call('ben', 'POST', `/rooms/${hidden}/invite`, { user_id: lab.id('ann') })
  const seen: string[] = []
  for (let from: string | undefined = ''; from !== undefined; ) {
    const query: string = `scope=all&limit=2${from === '' ? '' : `&from=${from}`}`
    const { body }: { body: RoomList } = await lab.call<RoomList>('ann', 'GET', `/rooms?${query}`)
    expect(body.rooms.length).toBeLessThanOrEqual(2)
    seen.push(...body.rooms.map(({ room_id }) => room_id))
    from = body.next
    await lab.say('ann', mine[0] ?? '', 'meanwhile')
  }
  expect(seen).toEqual([hidden, open, ...mine.toReversed()])
  const joined = await lab.call<RoomList>('ann', 'GET', '/rooms')
  expect(joined.body.rooms.map(({ room_id }) => room_id)).toEqual(mine.toReversed())
  expect(await lab.call('ann', 'GET', `/rooms?from=${lab.id('ann')}`)).toMatchObject({
    status: 400,
    body: { code: 'CURSOR_INVALID' },
  })
  expect((await lab.call<RoomList>('eve', 'GET', '/rooms?scope=all')).body.rooms).toHaveLength(2)
})
