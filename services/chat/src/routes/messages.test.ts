import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

test('a message is answered with its id and is in the history of everybody in the room', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const content = { msgtype: 'm.text', body: 'hello' }
  const sent = await lab.call('ann', 'POST', `/rooms/${room}/messages`, { txn_id: 't', content })
  expect(sent.status).toBe(201)
  const [event] = await lab.history('ben', room)
  expect(event).toEqual({ type: 'm.room.message', room_id: room, sender: lab.id('ann'), content, ...sent.body })
})

test('the txn_id of a message is shown to its sender alone', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.call('ann', 'POST', `/rooms/${room}/messages`, {
    txn_id: 'mine',
    content: { msgtype: 'm.text', body: 'x' },
  })
  expect((await lab.history('ann', room))[0]?.txn_id).toBe('mine')
  expect((await lab.history('ben', room))[0]).not.toHaveProperty('txn_id')
  expect((await lab.sync('ann')).events.at(-1)?.txn_id).toBe('mine')
  expect((await lab.sync('ben')).events.at(-1)).not.toHaveProperty('txn_id')
})

test('a repeated send is answered with the first event, and stored once', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const body = { txn_id: 'again', content: { msgtype: 'm.text', body: 'once' } }
  const first = await lab.call('ann', 'POST', `/rooms/${room}/messages`, body)
  const second = await lab.call('ann', 'POST', `/rooms/${room}/messages`, body)
  expect([first.status, second.status]).toEqual([201, 200])
  expect(second.body).toEqual(first.body)
  expect(texts(await lab.history('ann', room))).toEqual(['once'])
})

test('a txn_id sent again with other content is refused, and the first message stands', async () => {
  await using lab = new Lab()
  const [room, other] = [await lab.room('ann'), await lab.room('ann')]
  const send = (to: string, body: string) =>
    lab.call('ann', 'POST', `/rooms/${to}/messages`, { txn_id: 'again', content: { msgtype: 'm.text', body } })
  expect((await send(room, 'first')).status).toBe(201)
  expect(await send(room, 'second')).toMatchObject({ status: 409, body: { code: 'TXN_ID_REUSED' } })
  expect(await send(other, 'first')).toMatchObject({ status: 409, body: { code: 'TXN_ID_REUSED' } })
  expect(texts(await lab.history('ann', room))).toEqual(['first'])
})

test('two people may use the same txn_id', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const send = (name: string) =>
    lab.call(name, 'POST', `/rooms/${room}/messages`, { txn_id: 'same', content: { msgtype: 'm.text', body: name } })
  expect([(await send('ann')).status, (await send('ben')).status]).toEqual([201, 201])
  expect(texts(await lab.history('ann', room))).toEqual(['ben', 'ann'])
})

test('an edit shows in the history as the newest content, and in the log as an event', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'helo')
  const { next_batch } = await lab.sync('ben')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'hello' } }
  expect((await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said}`, edit)).status).toBe(201)
  const [event] = await lab.history('ben', room)
  expect(event).toMatchObject({ event_id: said, content: { msgtype: 'm.text', body: 'hello' } })
  expect(event?.unsigned?.['m.relations']?.['m.replace']).toMatchObject({ sender: lab.id('ann'), count: 1 })
  expect((await lab.sync('ben', next_batch)).events).toMatchObject([
    { content: { 'm.new_content': { body: 'hello' }, 'm.relates_to': { rel_type: 'm.replace', event_id: said } } },
  ])
})

test("nobody edits another's message", async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'mine')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'yours' } }
  expect(await lab.call('ben', 'PUT', `/rooms/${room}/messages/${said}`, edit)).toMatchObject({
    status: 409,
    body: { code: 'EVENT_NOT_EDITABLE' },
  })
  expect(texts(await lab.history('ann', room))).toEqual(['mine'])
})

test('a redacted message keeps its place and loses its content everywhere, edits and reactions included', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'a secret')
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said}`, {
    txn_id: 'e',
    content: { msgtype: 'm.text', body: 'a worse secret' },
  })
  await lab.call('ben', 'PUT', `/rooms/${room}/messages/${said}/reactions/x`)
  await lab.sync('ben')
  const gone = await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}?reason=typo`)
  expect(gone.status).toBe(200)
  expect((await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}`)).body).toEqual(gone.body)
  const [event] = await lab.history('ben', room)
  expect(event).toMatchObject({ event_id: said, content: {}, unsigned: { redacted_because: { reason: 'typo' } } })
  expect(event?.unsigned).not.toHaveProperty('m.relations')
  expect(JSON.stringify(await lab.sync('ben'))).not.toContain('secret')
  const rows = lab.chat.store.db.prepare(`SELECT count(*) AS n FROM event WHERE content LIKE '%secret%'`).get()
  expect(rows).toEqual({ n: 0 })
})

test('a member redacts their own messages, a moderator those of others', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const [anns, bens] = [await lab.say('ann', room, 'a'), await lab.say('ben', room, 'b')]
  expect(await lab.call('ben', 'DELETE', `/rooms/${room}/messages/${anns}`)).toMatchObject({
    body: { code: 'ROLE_TOO_LOW' },
  })
  expect(texts(await lab.history('ann', room))).toEqual(['b', 'a'])
  expect((await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${bens}`)).status).toBe(200)
  expect(texts(await lab.history('ann', room))).toEqual(['a'])
})

test('the history is read in pages in both directions, without a gap or a repetition, while others write', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  for (let n = 0; n < 12; n++) await lab.say('ann', room, `m${n}`)
  for (const dir of ['b', 'f']) {
    const read: ChatEvent[] = []
    let from = ''
    for (let pages = 0; pages < 20; pages++) {
      const page = await lab.call<{ chunk: ChatEvent[]; end?: string }>(
        'ann',
        'GET',
        `/rooms/${room}/messages?dir=${dir}&limit=4${from}`,
      )
      read.push(...page.body.chunk)
      if (pages === 1 && dir === 'b') await lab.say('ann', room, 'm12')
      if (page.body.end === undefined) break
      from = `&from=${page.body.end}`
    }
    const said = texts(read)
    const expected = Array.from({ length: dir === 'b' ? 12 : 13 }, (_, n) => `m${n}`)
    expect(said).toEqual(dir === 'b' ? expected.toReversed() : expected)
  }
})

test('a thread is counted at its root', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const root = await lab.say('ann', room, 'root')
  const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: root } }
  const [first, second] = [await lab.say('ben', room, 'one', thread), await lab.say('ben', room, 'two', thread)]
  const read = async (name: string) =>
    (await lab.call<ChatEvent>(name, 'GET', `/rooms/${room}/messages/${root}`)).body.unsigned?.['m.relations']?.[
      'm.thread'
    ]
  expect(await read('ben')).toMatchObject({ count: 2, latest_event_id: second, participated: true })
  await lab.call('ben', 'DELETE', `/rooms/${room}/messages/${second}`)
  expect(await read('ann')).toMatchObject({ count: 1, latest_event_id: first, participated: false })
  await lab.call('ben', 'DELETE', `/rooms/${room}/messages/${first}`)
  expect(await read('ann')).toBeUndefined()
})
