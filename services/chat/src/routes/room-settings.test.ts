import { openDatabase } from '@bartab/kit/sqlite'
import type { Room, RoomList } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { rebuild } from '../rebuild/rebuild.ts'
import { Lab, texts } from '../testing/lab.ts'

const migrations = new URL('../store/migrations/', import.meta.url)

const patch = (lab: Lab, room: string, body: object, name = 'ann') =>
  lab.call<Room>(name, 'PATCH', `/rooms/${room}`, body)
const speak = (lab: Lab, name: string, room: string, more = {}) =>
  lab.call(name, 'POST', `/rooms/${room}/messages`, {
    txn_id: lab.txn(),
    content: { msgtype: 'm.text', body: 'x', ...more },
  })

test('a room takes an avatar, and gives it back', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  expect((await patch(lab, room, { avatar: lab.id('picture') })).body.avatar).toBe(lab.id('picture'))
  expect((await patch(lab, room, { avatar: null })).body).not.toHaveProperty('avatar')
})

test('a public room is found by its alias, which is its alone until it is deleted', async () => {
  await using lab = new Lab()
  const [one, two] = [await lab.room('ann', [], 'public'), await lab.room('ann', [], 'public')]
  expect((await patch(lab, one, { alias: 'games' })).status).toBe(200)
  expect((await lab.call<Room>('eve', 'GET', '/aliases/games')).body).toMatchObject({ room_id: one, alias: 'games' })
  expect(await patch(lab, two, { alias: 'games' })).toMatchObject({ status: 409, body: { code: 'ALIAS_TAKEN' } })
  await lab.call('ann', 'DELETE', `/rooms/${one}`)
  expect((await lab.call('eve', 'GET', '/aliases/games')).status).toBe(404)
  expect((await patch(lab, two, { alias: 'games' })).status).toBe(200)
})

test('a private room has no alias, so that nobody learns of it by one', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  expect(await patch(lab, room, { alias: 'secret' })).toMatchObject({ body: { code: 'ROOM_INVALID' } })
  expect((await lab.call('eve', 'GET', '/aliases/secret')).status).toBe(404)
})

test('an archived room is read and not written, until an owner opens it again', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const said = await lab.say('ben', room, 'before')
  expect((await patch(lab, room, { archived: true }, 'ben')).body).toMatchObject({ code: 'ROLE_TOO_LOW' })
  expect((await patch(lab, room, { archived: true })).body.archived).toBe(true)
  const refused = { status: 409, body: { code: 'ROOM_ARCHIVED' } }
  expect(await speak(lab, 'ben', room)).toMatchObject(refused)
  expect(await lab.call('ben', 'PUT', `/rooms/${room}/messages/${said}/reactions/x`)).toMatchObject(refused)
  expect(await patch(lab, room, { name: 'other' })).toMatchObject(refused)
  expect(texts(await lab.history('ben', room))).toEqual(['before'])
  expect((await patch(lab, room, { archived: false })).status).toBe(200)
  expect((await speak(lab, 'ben', room)).status).toBe(201)
})

test('an archived room archived again stays as it is, and so does all else that is said with it', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  await patch(lab, room, { archived: true })
  const before = lab.chat.store.events.head()
  expect(await patch(lab, room, { archived: true })).toMatchObject({ status: 200, body: { archived: true } })
  expect((await patch(lab, room, { archived: true, name: 'A room' })).status).toBe(200)
  const refused = { status: 409, body: { code: 'ROOM_ARCHIVED' } }
  expect(await patch(lab, room, { archived: true, name: 'other' })).toMatchObject(refused)
  expect((await patch(lab, room, { archived: true }, 'ben')).body.code).toBe('ROLE_TOO_LOW')
  expect(lab.chat.store.events.head()).toBe(before)
})

test('in slow mode members wait between messages, moderators do not', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  await patch(lab, room, { slow_mode_s: 30 })
  expect((await speak(lab, 'ben', room)).status).toBe(201)
  const early = await speak(lab, 'ben', room)
  expect(early).toMatchObject({ status: 429, body: { code: 'SLOW_MODE' }, headers: { 'retry-after': '30' } })
  for (let n = 0; n < 2; n++) expect((await speak(lab, 'ann', room)).status).toBe(201)
  now += 30_000
  expect((await speak(lab, 'ben', room)).status).toBe(201)
  expect(texts(await lab.history('ann', room))).toHaveLength(4)
})

test('encryption is turned on by an owner, for good, and plain messages are refused from then on', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  expect((await patch(lab, room, { encrypted: true }, 'ben')).body).toMatchObject({ code: 'ROLE_TOO_LOW' })
  expect((await patch(lab, room, { encrypted: true })).body.encrypted).toBe(true)
  expect(await patch(lab, room, { encrypted: false })).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } })
  expect(await speak(lab, 'ben', room)).toMatchObject({ status: 409, body: { code: 'ROOM_IS_ENCRYPTED' } })
  const content = { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'opaque', session_id: 's' }
  const body = { type: 'm.room.encrypted', txn_id: 't', content }
  expect((await lab.call('ben', 'POST', `/rooms/${room}/events`, body)).status).toBe(201)
  expect((await lab.history('ann', room))[0]?.content).toEqual(content)
})

test('a bot mentions the room only with the right to', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['bot', 'ben'])
  const mention = { 'm.mentions': { room: true } }
  expect(await speak(lab, 'bot', room, mention)).toMatchObject({ status: 403, body: { code: 'MENTION_NOT_ALLOWED' } })
  expect((await speak(lab, 'ben', room, mention)).status).toBe(201)
  const plain = (await speak(lab, 'bot', room)).body.event_id
  const edit = { 'm.new_content': { msgtype: 'm.text', body: 'x', ...mention } }
  const relation = { 'm.relates_to': { rel_type: 'm.replace', event_id: plain } }
  expect((await speak(lab, 'bot', room, { ...edit, ...relation })).body).toMatchObject({ code: 'MENTION_NOT_ALLOWED' })
  const right = `/rooms/${room}/members/${lab.id('bot')}/role`
  expect((await lab.call('ann', 'PUT', right, { role: 'member', mention_room: true })).status).toBe(200)
  expect((await speak(lab, 'bot', room, mention)).status).toBe(201)
  await lab.call('ann', 'POST', `/rooms/${room}/mute`, { user_id: lab.id('bot'), duration_s: 0 })
  expect((await speak(lab, 'bot', room, mention)).status).toBe(201)
  await lab.call('ann', 'PUT', right, { role: 'member', mention_room: false })
  expect((await speak(lab, 'bot', room, mention)).status).toBe(403)
})

test('a room lets go of messages when they are older than it keeps them, and of nothing else', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const [room, other] = [await lab.room('ann', ['ben']), await lab.room('ann')]
  for (const id of [room, other]) await lab.say('ann', id, 'an old secret')
  await lab.call('ben', 'PUT', `/rooms/${room}/messages/${(await lab.history('ann', room))[0]?.event_id}/reactions/x`)
  await patch(lab, room, { retention_days: 1 })
  await lab.chat.sweep()
  expect(texts(await lab.history('ann', room))).toEqual(['an old secret'])
  now += 86_400_001
  await lab.say('ann', room, 'new')
  const { next_batch } = await lab.sync('ben')
  await lab.chat.sweep()
  expect(texts(await lab.history('ben', room))).toEqual(['new'])
  expect(texts(await lab.history('ann', other))).toEqual(['an old secret'])
  expect((await lab.sync('ben', next_batch)).events).toMatchObject([{ type: 'x.bartab.room.swept' }])
  const head = lab.chat.log.head
  await lab.chat.sweep()
  expect(lab.chat.log.head).toBe(head)
  lab.chat.store.index.check()
})

test('whoever comes back after a sweep is not told what was said', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  await patch(lab, room, { retention_days: 1 })
  const { next_batch } = await lab.sync('ben')
  const said = await lab.say('ann', room, 'an old secret')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'a newer secret' } }
  const edited = await lab.call<{ event_id: string }>('ann', 'PUT', `/rooms/${room}/messages/${said}`, edit)
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${edited.body.event_id}`)
  await lab.say('ann', room, 'another')
  expect(texts((await lab.sync('ben', next_batch)).events)).toEqual(['an old secret', 'another'])
  now += 86_400_001
  await lab.chat.sweep()
  const { events } = await lab.sync('ben', next_batch)
  expect(events.map(({ type }) => type)).toContain('x.bartab.room.swept')
  expect(texts(events)).toEqual([])
})

test('more than one sweep takes at once goes in portions, and a rebuild comes to the same', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  await patch(lab, room, { retention_days: 1 })
  const say = (n: number) => lab.say('ann', room, `old ${n}`)
  await Promise.all(Array.from({ length: 1001 }, (_, n) => say(n)))
  now += 86_400_001
  await lab.say('ann', room, 'new')
  await lab.chat.sweep()
  expect(texts(await lab.history('ben', room))).toEqual(['new'])
  const sweeps = (await lab.sync('ben')).events.filter(({ type }) => type === 'x.bartab.room.swept')
  expect(sweeps.map(({ content }) => content.count)).toEqual([500, 500, 1])
  const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
  expect(rebuild(lab.chat.store.db, fresh, false).mismatches).toEqual([])
  fresh.close()
})

test('public rooms show their settings to whoever looks for a room', async () => {
  await using lab = new Lab()
  await patch(lab, await lab.room('ann', [], 'public'), { alias: 'tea', slow_mode_s: 5 })
  expect((await lab.call<RoomList>('eve', 'GET', '/rooms?scope=all')).body.rooms).toMatchObject([
    { alias: 'tea', slow_mode_s: 5, membership: 'leave' },
  ])
})
