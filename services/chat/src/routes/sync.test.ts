import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

test('the first sync says what is in view, and the next only what is new', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.say('ann', room, 'one')
  const first = await lab.sync('ben')
  expect(texts(first.events)).toEqual(['one'])
  expect(first.rooms[room]).toMatchObject({
    name: 'A room',
    membership: 'join',
    role: 'member',
    unread: 1,
    limited: false,
  })
  await lab.say('ann', room, 'two')
  const second = await lab.sync('ben', first.next_batch)
  expect(texts(second.events)).toEqual(['two'])
  expect(await lab.sync('ben', second.next_batch)).toMatchObject({ events: [], rooms: {}, left: [] })
})

test('a held poll is answered when somebody speaks, and is forgotten then', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  const held = lab.sync('ben', next_batch, { timeout: '30000' })
  await until(() => lab.chat.audience.waiting === 1)
  await lab.say('ann', room, 'wake up')
  expect(texts((await held).events)).toEqual(['wake up'])
  expect(lab.chat.audience.waiting).toBe(0)
})

test('a held poll hears nothing of rooms that are not its own', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { next_batch } = await lab.sync('eve')
  const answer = lab.sync('eve', next_batch, { timeout: '50' })
  await until(() => lab.chat.audience.waiting === 1)
  await lab.say('ann', room, 'private')
  expect(await answer).toMatchObject({ events: [], rooms: {} })
})

test('an invitation reaches a held poll, and so does coming into the room', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  await lab.say('ann', room, 'before')
  const { next_batch } = await lab.sync('ben')
  const held = lab.sync('ben', next_batch, { timeout: '30000' })
  await until(() => lab.chat.audience.waiting === 1)
  await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: lab.id('ben') })
  const invited = await held
  expect(invited.rooms[room]).toMatchObject({ membership: 'invite', name: 'A room' })
  expect(texts(invited.events)).toEqual([])
  await lab.call('ben', 'POST', `/rooms/${room}/join`)
  const joined = await lab.sync('ben', invited.next_batch)
  expect(joined.rooms[room]).toMatchObject({ membership: 'join', unread: 0 })
  expect(texts(joined.events)).toEqual(['before'])
})

test('a gap larger than the bound is marked, and prev_batch leads to the rest', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  for (let n = 0; n < 10; n++) await lab.say('ann', room, `m${n}`)
  const answer = await lab.sync('ben', next_batch, { filter: JSON.stringify({ timeline_limit: 3 }) })
  expect(texts(answer.events)).toEqual(['m7', 'm8', 'm9'])
  expect(answer.rooms[room]?.limited).toBe(true)
  const rest = await lab.history('ben', room, `?from=${answer.rooms[room]?.prev_batch}&limit=7`)
  expect(texts(rest)).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0'])
})

test('the filter leaves out what was not asked for', async () => {
  await using lab = new Lab()
  const [one, two] = [await lab.room('ann'), await lab.room('ann')]
  await lab.say('ann', one, 'in one')
  await lab.say('ann', two, 'in two')
  const answer = await lab.sync('ann', undefined, {
    filter: JSON.stringify({ rooms: [two], types: ['m.room.message'] }),
  })
  expect(Object.keys(answer.rooms)).toEqual([two])
  expect(answer.events.map(({ content }) => content.body)).toEqual(['in two'])
})

const strange: [what: string, cursor: (own: string) => string][] = [
  ['that is malformed', () => 'nonsense'],
  ['that is much too long', (own) => own.repeat(20)],
  ['of another epoch', (own) => altered(own, 1, 'elsewhere')],
  ['from the future', (own) => altered(own, 2, '999999')],
  ['of another version', (own) => altered(own, 0, '9')],
]

test.each(strange)('a cursor %s is answered at once with a rebase', async (_, cursor) => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  await lab.say('ann', room, 'one')
  const { next_batch } = await lab.sync('ann')
  const answer = await lab.sync('ann', cursor(next_batch), { timeout: '30000' })
  expect(answer.rebase).toBe(true)
  expect(texts(answer.events)).toEqual(['one'])
  expect(await lab.sync('ann', answer.next_batch)).not.toHaveProperty('rebase')
})

function altered(cursor: string, part: number, value: string): string {
  const parts = Buffer.from(cursor, 'base64url').toString().split('.')
  return Buffer.from(parts.with(part, value).join('.')).toString('base64url')
}

test('draining ends held polls with their own cursor', async () => {
  await using lab = new Lab()
  await lab.room('ann')
  const { next_batch } = await lab.sync('ann')
  const { next_batch: own } = await lab.sync('ann', next_batch)
  const held = lab.sync('ann', own, { timeout: '30000' })
  await until(() => lab.chat.audience.waiting === 1)
  lab.chat.desk.drain()
  expect(await held).toMatchObject({ next_batch: own, events: [] })
  expect((await lab.sync('ann', own, { timeout: '30000' })).next_batch).toBe(own)
})

test('unread and mention counts follow reading on any device', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.say('ann', room, 'one')
  const second = await lab.say('ann', room, 'two', { 'm.mentions': { user_ids: [lab.id('ben')] } })
  await lab.say('ann', room, 'three', { 'm.mentions': { room: true } })
  const first = await lab.sync('ben')
  expect(first.rooms[room]).toMatchObject({ unread: 3, mentions: 2 })
  const other = lab.sync('ben', first.next_batch, { timeout: '30000' })
  await until(() => lab.chat.audience.waiting === 1)
  const read = await lab.call('ben', 'PUT', `/rooms/${room}/read`, { event_id: second })
  expect(read.body).toEqual({ unread: 1, mentions: 1 })
  expect((await other).rooms[room]).toMatchObject({ unread: 1, mentions: 1 })
  await lab.say('ben', room, 'I answer')
  expect((await lab.sync('ben')).rooms[room]).toMatchObject({ unread: 0, mentions: 0 })
})

test('a read marker never moves back', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const [first, second] = [await lab.say('ann', room, 'one'), await lab.say('ann', room, 'two')]
  const read = (event_id: string) => lab.call('ben', 'PUT', `/rooms/${room}/read`, { event_id })
  expect((await read(second)).body).toEqual({ unread: 0, mentions: 0 })
  expect((await read(first)).body).toEqual({ unread: 0, mentions: 0 })
})

test('others see who types, until a message comes or the time is over', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  const type = () => lab.call('ann', 'PUT', `/rooms/${room}/typing`, { typing: true, timeout_ms: 5000 })
  const { next_batch } = await lab.sync('ben')
  await type()
  const typing = await lab.sync('ben', next_batch)
  expect(typing.typing).toEqual({ [room]: [lab.id('ann')] })
  expect(typing.events).toEqual([])
  await lab.say('ann', room, 'done')
  const stopped = await lab.sync('ben', typing.next_batch)
  expect(stopped.typing).toEqual({ [room]: [] })
  await type()
  now += 5001
  lab.chat.lobby.beat(now)
  expect((await lab.sync('ben', stopped.next_batch)).typing).toEqual({ [room]: [] })
})

test('a poll that is held is told what was said by somebody who was seen typing', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.sync('ben')
  await lab.call('ann', 'PUT', `/rooms/${room}/typing`, { typing: true })
  const { next_batch, typing } = await lab.sync('ben')
  expect(typing).toEqual({ [room]: [lab.id('ann')] })
  const held = lab.sync('ben', next_batch, { timeout: '30000' })
  await until(() => lab.chat.audience.waiting === 1)
  await lab.say('ann', room, 'done')
  const answer = await held
  expect([texts(answer.events), answer.typing]).toEqual([['done'], { [room]: [] }])
})

test('presence is told to those who share a room, and to nobody else', async () => {
  await using lab = new Lab()
  await lab.room('ann', ['ben'])
  const [bens, eves] = [await lab.sync('ben'), await lab.sync('eve')]
  await lab.call('ann', 'PUT', '/presence', { status: 'away', message: 'lunch' })
  expect((await lab.sync('ben', bens.next_batch)).presence).toEqual({
    [lab.id('ann')]: { status: 'away', message: 'lunch' },
  })
  expect((await lab.sync('eve', eves.next_batch)).presence).toEqual({})
})

test('how far others have read is told to the room at the next beat, and kept nowhere', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben', 'cas'])
  const said = await lab.say('ann', room, 'read me')
  const [bens, eves] = [await lab.sync('ben'), await lab.sync('eve')]
  await lab.sync('ann')
  // who came is told before, so that the held poll hears of nothing but the receipt
  lab.chat.lobby.beat(Date.now())
  const anns = await lab.sync('ann')
  const head = lab.chat.log.head
  const held = lab.sync('ann', anns.next_batch, { timeout: '30000' })
  await lab.call('ben', 'PUT', `/rooms/${room}/read`, { event_id: said })
  lab.chat.lobby.beat(Date.now())
  const told = await held
  expect(told.receipts).toEqual({ [room]: { [lab.id('ben')]: said } })
  expect((await lab.sync('ann', told.next_batch)).receipts).toBeUndefined()
  expect((await lab.sync('ben', bens.next_batch)).receipts).toBeUndefined()
  expect((await lab.sync('eve', eves.next_batch)).receipts).toBeUndefined()
  expect(lab.chat.log.head).toBe(head)
  // somebody who is not there is read into nobody's view
  await lab.call('cas', 'PUT', `/rooms/${room}/read`, { event_id: said })
  expect((await lab.sync('ann', told.next_batch)).receipts).toBeUndefined()
})

test('receipts have a ceiling in bytes, and what did not fit follows; under the worst load they wait', async () => {
  await using lab = new Lab()
  const rooms = await Promise.all(Array.from({ length: 12 }, () => lab.room('ann', [], 'public')))
  const readers = Array.from({ length: 16 }, (_, n) => `reading${n}`)
  let { next_batch } = await lab.sync('ann')
  for (const name of readers) {
    for (const room of rooms) await lab.call(name, 'POST', `/rooms/${room}/join`)
    await lab.sync(name)
  }
  const last = new Map<string, string>()
  for (const room of rooms) last.set(room, await lab.say('ann', room, 'x'))
  for (const name of readers)
    for (const [room, event_id] of last) await lab.call(name, 'PUT', `/rooms/${room}/read`, { event_id })
  const seen = new Set<string>()
  for (let answers = 0; answers < 3; answers++) {
    const answer = await lab.sync('ann', next_batch)
    expect(JSON.stringify(answer.receipts ?? {}).length).toBeLessThan(9000)
    for (const [room, people] of Object.entries(answer.receipts ?? {}))
      for (const person of Object.keys(people)) seen.add(room + person)
    next_batch = answer.next_batch
  }
  expect(seen.size).toBe(rooms.length * readers.length)
  lab.chat.strain.beat(1000)
  const again = await lab.say('ann', rooms[0] ?? '', 'y')
  const { next_batch: since } = await lab.sync('ann', next_batch)
  let isAnswered = false
  const held = lab.sync('ann', since, { timeout: '30000' }).finally(() => {
    isAnswered = true
  })
  await lab.call('reading0', 'PUT', `/rooms/${rooms[0]}/read`, { event_id: again })
  lab.chat.lobby.beat(Date.now())
  await lab.sync('reading1')
  expect(isAnswered).toBe(false)
  lab.chat.strain.beat(0)
  lab.chat.lobby.beat(Date.now())
  expect((await held).receipts).toEqual({ [rooms[0] ?? '']: { [lab.id('reading0')]: again } })
})

test('typing and presence leave nothing in the log', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const before = lab.chat.store.events.head()
  await lab.call('ann', 'PUT', `/rooms/${room}/typing`, { typing: true })
  await lab.call('ann', 'PUT', '/presence', { status: 'away' })
  expect(lab.chat.store.events.head()).toBe(before)
})

test('a deleted room is gone for all', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  expect((await lab.call('ann', 'DELETE', `/rooms/${room}`)).status).toBe(200)
  expect(await lab.sync('ben', next_batch)).toMatchObject({ left: [room], rooms: {} })
  expect((await lab.call('ann', 'GET', `/rooms/${room}`)).status).toBe(404)
})

test('who was invited into a room hears that it was deleted', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: lab.id('eve') })
  const { rooms, next_batch } = await lab.sync('eve')
  expect(rooms[room]).toMatchObject({ membership: 'invite' })
  const held = lab.sync('eve', next_batch, { timeout: '30000', filter: JSON.stringify({ ephemeral: false }) })
  await lab.call('ann', 'DELETE', `/rooms/${room}`)
  expect(await held).toMatchObject({ left: [room], rooms: {} })
})

test('a first sync brings the rooms in which something happened last, and says that there are more', async () => {
  await using lab = new Lab()
  const rooms: string[] = []
  for (let n = 0; n < 4; n++) rooms.push(await lab.room('ann'))
  await lab.say('ann', rooms[0] ?? '', 'wakes the oldest')
  const filter = JSON.stringify({ rooms_limit: 2 })
  const first = await lab.sync('ann', undefined, { filter })
  expect(Object.keys(first.rooms)).toEqual([rooms[0], rooms[3]])
  expect(first.more_rooms).toBe(true)
  await lab.say('ann', rooms[1] ?? '', 'was not shown')
  const next = await lab.sync('ann', first.next_batch, { filter })
  expect(next.rooms[rooms[1] ?? '']).toMatchObject({ membership: 'join' })
  expect(next).not.toHaveProperty('more_rooms')
})

test('an answer has a ceiling in bytes: what does not fit is marked, and is paged back to', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  const large = 'x'.repeat(60_000)
  for (let n = 0; n < 20; n++) await lab.say('ann', room, `${n} ${large}`)
  const answer = await lab.sync('ben', next_batch)
  expect(JSON.stringify(answer).length).toBeLessThan(1_200_000)
  expect(answer.rooms[room]).toMatchObject({ limited: true, unread: 20 })
  const before = await lab.history('ben', room, `?from=${answer.rooms[room]?.prev_batch}&limit=100`)
  const numbers = texts([...before.toReversed(), ...answer.events]).map((text) => Number.parseInt(String(text), 10))
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

test('under load presence and typing are left out, messages never', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  lab.chat.strain.beat(1000)
  await lab.call('ann', 'PUT', `/rooms/${room}/typing`, { typing: true })
  await lab.say('ann', room, 'through the storm')
  const answer = await lab.sync('ben', next_batch)
  expect([answer.typing, texts(answer.events)]).toEqual([{}, ['through the storm']])
})
