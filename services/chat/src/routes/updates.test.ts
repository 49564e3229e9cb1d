import { type DeadLetterList, type UpdateBatch, updateAttempts } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
const take = async (lab: Lab, query = '', bot = 'bot') =>
  (await lab.call<UpdateBatch>(bot, 'GET', `/updates?timeout=0${query}`)).body.updates
const said = (updates: UpdateBatch['updates']) => texts(updates.map(({ event }) => event))
const acknowledge = (lab: Lab, seq: number | undefined) => lab.call('bot', 'POST', '/updates/ack', { seq })

async function roomWithBot(lab: Lab): Promise<string> {
  const room = await lab.room('ann', ['bot'])
  expect(await take(lab)).toEqual([])
  return room
}

/** Somebody says `poison`, and the bot gives it back as often as it is handed out. `pass` lets a minute go by. */
async function deadLetterOf(
  lab: Lab,
  room: string,
  pass: () => void,
  reason = 'TypeError',
): Promise<DeadLetterList['dead']> {
  await lab.say('ann', room, 'poison')
  for (let attempt = 1; attempt <= updateAttempts; attempt++) {
    const [update] = await take(lab)
    expect(update?.attempt).toBe(attempt)
    await lab.call('bot', 'POST', '/updates/nack', { seq: update?.seq, reason })
    pass()
  }
  expect(await take(lab)).toEqual([])
  return (await lab.call<DeadLetterList>('bot', 'GET', '/updates/dead')).body.dead
}

test('a bot is handed what others say from when it first asks, once, in order', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['bot'])
  await lab.say('ann', room, 'before')
  expect(await take(lab)).toEqual([])
  for (const text of ['one', 'two']) await lab.say('ann', room, text)
  await lab.say('bot', room, 'my own')
  const updates = await take(lab)
  expect(said(updates)).toEqual(['one', 'two'])
  expect(updates.map(({ attempt }) => attempt)).toEqual([1, 1])
  expect(await take(lab)).toEqual([])
})

test('an invitation that waits before the bot first asks is its first update', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: lab.id('bot') })
  await lab.say('ann', room, 'inside')
  expect(await take(lab)).toMatchObject([{ event: { type: 'm.room.member', content: { membership: 'invite' } } }])
})

test('a bot hears that its room was deleted, and nothing more of it', async () => {
  await using lab = new Lab()
  const room = await roomWithBot(lab)
  const invited = await lab.room('ann', ['ben'])
  await lab.call('ann', 'POST', `/rooms/${invited}/invite`, { user_id: lab.id('bot') })
  expect(await take(lab)).toMatchObject([{ event: { room_id: invited } }])
  await lab.say('ann', room, 'not fetched in time')
  await lab.call('ann', 'DELETE', `/rooms/${room}`)
  await lab.call('ann', 'DELETE', `/rooms/${invited}`)
  expect(await take(lab)).toMatchObject([
    { event: { type: 'm.room.tombstone', room_id: room, sender: lab.id('ann') } },
    { event: { type: 'm.room.member', room_id: invited, content: { membership: 'leave' } } },
  ])
  expect(await take(lab)).toEqual([])
})

test('a poll that is held hears that a room was deleted, but not of a room that the bot deleted itself', async () => {
  await using lab = new Lab()
  const room = await roomWithBot(lab)
  const own = await lab.room('bot', ['ann'])
  await take(lab)
  await lab.call('bot', 'DELETE', `/rooms/${own}`)
  const held = lab.call<UpdateBatch>('bot', 'GET', '/updates?timeout=30000')
  await until(() => lab.chat.audience.waiting === 1)
  await lab.call('ann', 'DELETE', `/rooms/${room}`)
  expect((await held).body.updates).toMatchObject([{ event: { type: 'm.room.tombstone', room_id: room } }])
})

test('a reason that is no Unicode text gives the update back as well, and is kept as text', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  const pass = () => {
    now += 60_000
  }
  const dead = await deadLetterOf(lab, room, pass, 'cut \ud83d in\0 half \udc4d')
  expect(dead).toMatchObject([{ reason: 'cut \ufffd in half \ufffd' }])
  const kept = lab.chat.store.db.prepare('SELECT reason FROM bot_update').pluck().get()
  expect(kept).toBe('cut \ufffd in half \ufffd')
})

test('an update that is not acknowledged comes again when its lease is over, and one that is does not', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  for (const text of ['done', 'lost']) await lab.say('ann', room, text)
  const [first] = await take(lab)
  expect((await acknowledge(lab, first?.seq)).body).toEqual({ acknowledged: 1 })
  expect((await acknowledge(lab, first?.seq)).body).toEqual({ acknowledged: 0 })
  now += 59_999
  expect(await take(lab)).toEqual([])
  now += 1
  const again = await take(lab)
  expect(said(again)).toEqual(['lost'])
  expect(again[0]?.attempt).toBe(2)
})

test('two processes of one bot are never handed the same update at once', async () => {
  await using lab = new Lab()
  const room = await roomWithBot(lab)
  for (let n = 0; n < 6; n++) await lab.say('ann', room, `m${n}`)
  const [a, b] = await Promise.all([take(lab, '&limit=3'), take(lab, '&limit=3')])
  expect([...said(a), ...said(b)]).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'])
})

test('an update that was handed out in vain too often goes to the dead letters, and can be taken from there', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  const dead = await deadLetterOf(lab, room, () => {
    now += 60_000
  })
  expect(dead).toMatchObject([
    { attempts: updateAttempts, reason: 'TypeError', event: { content: { body: 'poison' } } },
  ])
  expect((await lab.call('bot', 'POST', `/updates/dead/${dead[0]?.seq}/retry`)).status).toBe(200)
  expect(said(await take(lab))).toEqual(['poison'])
  expect(await lab.call('bot', 'DELETE', `/updates/dead/${dead[0]?.seq}`)).toMatchObject({
    status: 404,
    body: { code: 'UPDATE_NOT_FOUND' },
  })
})

test('a dead letter that is handed out again reaches a poll that was held before', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  const dead = await deadLetterOf(lab, room, () => {
    now += 60_000
  })
  const held = lab.call<UpdateBatch>('bot', 'GET', '/updates?timeout=30000')
  await until(() => lab.chat.audience.waiting === 1)
  await lab.call('bot', 'POST', `/updates/dead/${dead[0]?.seq}/retry`)
  expect(said((await held).body.updates)).toEqual(['poison'])
})

test('a crash before the acknowledgement loses nothing: unanswered leases end as dead letters too', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  await lab.say('ann', room, 'crash')
  for (let attempt = 1; attempt <= updateAttempts; attempt++) {
    expect(said(await take(lab))).toEqual(['crash'])
    now += 60_000
  }
  expect(await take(lab)).toEqual([])
  expect((await lab.call<DeadLetterList>('bot', 'GET', '/updates/dead')).body.dead).toHaveLength(1)
})

test('a held poll is answered when somebody speaks', async () => {
  await using lab = new Lab()
  const room = await roomWithBot(lab)
  const held = lab.call<UpdateBatch>('bot', 'GET', '/updates?timeout=30000')
  await until(() => lab.chat.audience.waiting === 1)
  await lab.say('ann', room, 'wake up')
  expect(said((await held).body.updates)).toEqual(['wake up'])
})

test('a held poll ends with nothing when the server drains', async () => {
  await using lab = new Lab()
  await roomWithBot(lab)
  const held = lab.call<UpdateBatch>('bot', 'GET', '/updates?timeout=30000')
  await until(() => lab.chat.audience.waiting === 1)
  lab.chat.desk.drain()
  expect((await held).body.updates).toEqual([])
})

test('a bot that was put out of a room is handed nothing more of it, and is told so', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  await lab.say('ann', room, 'handed out, not acknowledged')
  await take(lab)
  await lab.say('ann', room, 'never handed out')
  await lab.call('ann', 'POST', `/rooms/${room}/kick`, { user_id: lab.id('bot') })
  now += 60_000
  expect(await take(lab)).toMatchObject([{ event: { type: 'm.room.member', content: { membership: 'leave' } } }])
})

test('people have no updates, and nothing is stored', async () => {
  await using lab = new Lab()
  for (const [method, path] of [
    ['GET', '/updates?timeout=0'],
    ['GET', '/updates/dead'],
    ['POST', '/updates/ack'],
  ] as const) {
    const answer = await lab.call('ann', method, path, method === 'POST' ? { seq: 1 } : undefined)
    expect(answer).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } })
  }
  expect(lab.chat.store.db.prepare('SELECT count(*) AS n FROM bot_cursor').get()).toEqual({ n: 0 })
})

test('one bot cannot acknowledge for another', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['bot', 'bot2'])
  await Promise.all([take(lab), take(lab, '', 'bot2')])
  await lab.say('ann', room, 'for both')
  const [update] = await take(lab)
  await lab.call('bot2', 'POST', '/updates/ack', { seq: update?.seq })
  now += 60_000
  expect(said(await take(lab))).toEqual(['for both'])
})

test('a bot that says what it still holds keeps that, and is handed at once what it lost', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await roomWithBot(lab)
  for (const text of ['held', 'lost']) await lab.say('ann', room, text)
  const [held] = await take(lab)
  now += 59_999
  const again = await take(lab, `&held=${held?.seq}`)
  expect(said(again)).toEqual(['lost'])
  now += 2
  expect(await take(lab)).toEqual([])
  expect(said(await take(lab, '&held='))).toEqual(['held', 'lost'])
})

test('a bot that dies again and again on one update loses that one alone, not those that waited behind it', async () => {
  await using lab = new Lab()
  const room = await roomWithBot(lab)
  for (const text of ['poison', 'behind it']) await lab.say('ann', room, text)
  for (let life = 1; life <= updateAttempts; life++) expect(said(await take(lab, '&held='))).toContain('poison')
  expect(said(await take(lab, '&held='))).toEqual(['behind it'])
  const { dead } = (await lab.call<DeadLetterList>('bot', 'GET', '/updates/dead')).body
  expect(said(dead.map(({ seq, event }) => ({ seq, attempt: 1, event })))).toEqual(['poison'])
  for (let life = 1; life <= updateAttempts - 1; life++) expect(said(await take(lab, '&held='))).toEqual(['behind it'])
})
