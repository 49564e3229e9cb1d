import type { ChatEvent, EventContext, EventVersions, HistoryPage, PinList, Room } from '@bartab/sdk/schemas'
import { chatLimits } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

test('an event is shown amid what was said around it, and one pages on in both directions', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const said: string[] = []
  for (let n = 0; n < 9; n++) said.push(await lab.say('ann', room, `m${n}`))
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said[3]}/reactions/x`)
  const at = `/rooms/${room}/messages/${said[4]}/context?limit=4`
  const { body } = await lab.call<EventContext>('ann', 'GET', at)
  expect(texts([body.event, ...body.before, ...body.after])).toEqual(['m4', 'm3', 'm2', 'm5', 'm6'])
  const older = await lab.history('ann', room, `?from=${body.start}&limit=2`)
  const newer = await lab.history('ann', room, `?dir=f&from=${body.end}&limit=2`)
  expect([texts(older), texts(newer)]).toEqual([
    ['m1', 'm0'],
    ['m7', 'm8'],
  ])
})

test("an edit's context is that of the message that it edits", async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const said = await lab.say('ann', room, 'first')
  await lab.say('ann', room, 'second')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'edited' } }
  const edited = await lab.call<{ event_id: string }>('ann', 'PUT', `/rooms/${room}/messages/${said}`, edit)
  const at = `/rooms/${room}/messages/${edited.body.event_id}/context`
  expect((await lab.call<EventContext>('ann', 'GET', at)).body.event.event_id).toBe(said)
})

test('of a reaction that was taken away, the context is that of the message', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const said = await lab.say('ann', room, 'first')
  const sent = async (method: 'PUT' | 'DELETE', path: string) =>
    (await lab.call<{ event_id: string }>('ann', method, `/rooms/${room}/messages/${path}`)).body.event_id
  const reaction = await sent('PUT', `${said}/reactions/x`)
  const removal = await sent('DELETE', reaction)
  for (const id of [reaction, removal]) {
    const { body } = await lab.call<EventContext>('ann', 'GET', `/rooms/${room}/messages/${id}/context`)
    expect(body.event.event_id).toBe(said)
  }
})

test('an edit gives a message new words and no other relation', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const [plain, root] = [await lab.say('ann', room, 'plain'), await lab.say('ann', room, 'root')]
  const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: root } }
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'newer', ...thread } }
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${plain}`, edit)
  const { body } = await lab.call<ChatEvent>('ann', 'GET', `/rooms/${room}/messages/${plain}`)
  expect(body.content).toEqual({ msgtype: 'm.text', body: 'newer' })
  const { versions } = (await lab.call<EventVersions>('ann', 'GET', `/rooms/${room}/messages/${plain}/edits`)).body
  expect(versions.map(({ content }) => content['m.relates_to'])).toEqual([undefined, undefined])
})

test('a thread is read page by page, in both directions', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const root = await lab.say('ann', room, 'root')
  for (let n = 0; n < 5; n++) {
    await lab.say('ann', room, `r${n}`, { 'm.relates_to': { rel_type: 'm.thread', event_id: root } })
    await lab.say('ann', room, 'beside')
  }
  for (const [dir, expected] of [
    ['b', ['r4', 'r3', 'r2', 'r1', 'r0']],
    ['f', ['r0', 'r1', 'r2', 'r3', 'r4']],
  ] as const) {
    const read: ChatEvent[] = []
    for (let from: string | undefined = ''; from !== undefined; ) {
      const query: string = `?dir=${dir}&limit=2${from === '' ? '' : `&from=${from}`}`
      const at = `/rooms/${room}/messages/${root}/thread${query}`
      const page: HistoryPage = (await lab.call<HistoryPage>('ann', 'GET', at)).body
      read.push(...page.chunk)
      from = page.end
    }
    expect(texts(read)).toEqual(expected)
  }
})

test('every version of an edited message can be read, until it is removed', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ann', room, 'one')
  for (const body of ['two', 'three'])
    await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said}`, {
      txn_id: body,
      content: { msgtype: 'm.text', body },
    })
  const read = async () =>
    (await lab.call<EventVersions>('ben', 'GET', `/rooms/${room}/messages/${said}/edits`)).body.versions
  expect((await read()).map(({ content }) => content.body)).toEqual(['one', 'two', 'three'])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}`)
  expect(await read()).toEqual([])
})

test('moderators pin messages; everybody in the room sees which', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const [one, two] = [await lab.say('ann', room, 'one'), await lab.say('ben', room, 'two')]
  for (const id of [one, two, one]) expect((await lab.call('ann', 'PUT', `/rooms/${room}/pins/${id}`)).status).toBe(200)
  const pins = async () => texts((await lab.call<PinList>('ben', 'GET', `/rooms/${room}/pins`)).body.pins)
  expect(await pins()).toEqual(['two', 'one'])
  expect((await lab.call<Room>('ben', 'GET', `/rooms/${room}`)).body.pinned).toEqual([one, two])
  expect(await lab.call('ben', 'DELETE', `/rooms/${room}/pins/${one}`)).toMatchObject({
    body: { code: 'ROLE_TOO_LOW' },
  })
  await lab.call('ben', 'DELETE', `/rooms/${room}/messages/${two}`)
  expect(await pins()).toEqual(['one'])
  expect((await lab.call<Room>('ben', 'GET', `/rooms/${room}`)).body.pinned).toEqual([one])
  await lab.call('ann', 'DELETE', `/rooms/${room}/pins/${one}`)
  expect(await pins()).toEqual([])
})

test('a pin goes with its message, and whoever looks on hears of it', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const [one, two] = [await lab.say('ann', room, 'one'), await lab.say('ben', room, 'two')]
  const pin = (method: 'PUT' | 'DELETE', id: string) => lab.call('ann', method, `/rooms/${room}/pins/${id}`)
  for (const id of [one, two]) await pin('PUT', id)
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'newer' } }
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${one}`, edit)
  const before = await lab.sync('ben')
  expect(before.rooms[room]?.pinned).toEqual([one, two])
  await lab.call('ben', 'DELETE', `/rooms/${room}/messages/${two}`)
  const { rooms, next_batch } = await lab.sync('ben', before.next_batch)
  expect(rooms[room]?.pinned).toEqual([one])
  expect((await pin('DELETE', two)).status).toBe(200)
  expect(await pin('PUT', two)).toMatchObject({ status: 409, body: { code: 'EVENT_REDACTED' } })
  expect((await lab.sync('ben', next_batch)).events, 'nothing was there to take off').toEqual([])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${one}`)
  expect((await lab.sync('ben', next_batch)).rooms[room]).not.toHaveProperty('pinned')
})

test('what is no message, or of another room, is not pinned', async () => {
  await using lab = new Lab()
  const [room, other] = [await lab.room('ann'), await lab.room('ann')]
  const elsewhere = await lab.say('ann', other, 'elsewhere')
  const state = (await lab.history('ann', room)).at(-1)?.event_id
  expect(await lab.call('ann', 'PUT', `/rooms/${room}/pins/${elsewhere}`)).toMatchObject({
    body: { code: 'EVENT_NOT_FOUND' },
  })
  expect(await lab.call('ann', 'PUT', `/rooms/${room}/pins/${state}`)).toMatchObject({
    body: { code: 'CONTENT_INVALID' },
  })
  expect((await lab.call<PinList>('ann', 'GET', `/rooms/${room}/pins`)).body.pins).toEqual([])
})

test('a room holds so many pins and no more', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const pin = async () => lab.call('ann', 'PUT', `/rooms/${room}/pins/${await lab.say('ann', room, 'x')}`)
  for (let n = 0; n < chatLimits.pinsMax; n++) expect((await pin()).status).toBe(200)
  expect(await pin()).toMatchObject({ status: 409, body: { code: 'TOO_MANY_PINS' } })
  const [first] = (await lab.call<Room>('ann', 'GET', `/rooms/${room}`)).body.pinned ?? []
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${first}`)
  expect((await pin()).status, 'a message that was removed takes no place').toBe(200)
})

test('a message that mentions both somebody and the room is one mention', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await lab.say('ann', room, 'both', { 'm.mentions': { user_ids: [lab.id('ben')], room: true } })
  await lab.say('ann', room, 'the room', { 'm.mentions': { room: true } })
  await lab.say('ann', room, 'ben', { 'm.mentions': { user_ids: [lab.id('ben')] } })
  await lab.say('ann', room, 'nobody')
  expect((await lab.sync('ben')).rooms[room]).toMatchObject({ unread: 4, mentions: 3 })
})
