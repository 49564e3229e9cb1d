import { Problem } from '@bartab/sdk/problems'
import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

const content = (body: string) => ({ msgtype: 'm.text', body })

test('sends that arrive together share a transaction, and each is answered', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const before = { ...lab.chat.commits.counts }
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => lab.say('ann', room, `m${n}`)))
  const { counts } = lab.chat.commits
  expect(new Set(answers).size).toBe(200)
  expect(counts.writes - before.writes).toBe(200)
  expect(counts.transactions - before.transactions).toBeLessThan(50)
})

test('a send that fails takes no other with it, and leaves nothing behind', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const send = (name: string, txn_id: string, body: string) =>
    lab.call(name, 'POST', `/rooms/${room}/messages`, { txn_id, content: content(body) })
  const answers = await Promise.all([
    send('ann', 'a', 'one'),
    send('eve', 'b', 'no'),
    send('ann', 'a', 'other'),
    send('ben', 'c', 'two'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([201, 404, 409, 201])
  const events = lab.chat.store.events.after(lab.chat.store.roomNames.find(room) ?? 0, 0, 100)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.filter(({ content }) => content.includes('no'))).toEqual([])
})

test('a write that fails after it appended is taken back whole', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const head = lab.chat.store.events.head()
  const half = lab.chat.write((ledger) => {
    const draft = { roomNo: 1, senderNo: ledger.store.users.intern('nobody'), content: content('half') }
    ledger.append({ ...draft, type: 'x.never.seen' })
    throw new Problem('CONTENT_INVALID')
  })
  const whole = lab.say('ann', room, 'whole')
  await expect(half).rejects.toMatchObject({ code: 'CONTENT_INVALID' })
  await whole
  expect(lab.chat.store.events.head()).toBe(head + 1)
  expect(lab.chat.store.users.find('nobody')).toBeUndefined()
  expect(lab.chat.store.types.find('x.never.seen')).toBeUndefined()
})

test('nobody hears of an event before it is on disk', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { next_batch } = await lab.sync('ann')
  const sent = lab.chat.write((ledger) => {
    ledger.append({ type: 'm.room.message', roomNo: 1, senderNo: 1, content: content('later') })
    return lab.chat.log.head
  })
  const headInside = await sent
  expect(headInside).toBe(lab.chat.log.head - 1)
  expect((await lab.sync('ann', next_batch)).rooms[room]?.unread).toBe(0)
})

test('a full disk refuses the writes that came together, and the next ones succeed when there is room again', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const { db } = lab.chat.store
  const pages = db.pragma('page_count', { simple: true }) as number
  db.pragma(`max_page_count = ${pages}`)
  const send = (txn_id: string) =>
    lab.call('ann', 'POST', `/rooms/${room}/messages`, { txn_id, content: content('x'.repeat(30_000)) })
  const refused = await Promise.all([send('a'), send('b')])
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
    [507, 'STORAGE_FULL'],
    [507, 'STORAGE_FULL'],
  ])
  db.pragma('max_page_count = 1000000')
  expect((await send('a')).status).toBe(201)
  expect(await lab.history('ann', room, '?limit=2')).toHaveLength(2)
})
