import { openDatabase } from '@bartab/kit/sqlite'
import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'
import { rebuild } from './rebuild.ts'
import { sampleRoom } from './sample.ts'

const migrations = new URL('../store/migrations/', import.meta.url)

function rebuilt(lab: Lab, apply = false) {
  const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
  try {
    return rebuild(lab.chat.store.db, fresh, apply)
  } finally {
    fresh.close()
  }
}

/** A room in which everything happened that leaves a trace in a projection. */
async function livelyRoom(lab: Lab): Promise<string> {
  const room = await lab.room('ann', ['ben', 'cas'], 'public')
  await lab.call('ann', 'POST', '/rooms', { kind: 'direct', invite: [lab.id('ben')] })
  const root = await lab.say('ann', room, 'root', { 'm.mentions': { user_ids: [lab.id('ben')], room: true } })
  const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: root } }
  const replies = [await lab.say('ben', room, 'one', thread), await lab.say('cas', room, 'two', thread)]
  await lab.call('ben', 'PUT', `/rooms/${room}/messages/${root}/reactions/x`)
  await lab.call('cas', 'PUT', `/rooms/${room}/messages/${root}/reactions/x`)
  await lab.call('cas', 'DELETE', `/rooms/${room}/messages/${root}/reactions/x`)
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'edited' } }
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${root}`, edit)
  for (const id of [replies[1], root, replies[0]]) await lab.call('ann', 'PUT', `/rooms/${room}/pins/${id}`)
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${replies[1]}`)
  await lab.call('ann', 'PATCH', `/rooms/${room}`, { topic: 't', alias: 'tea', slow_mode_s: 1, avatar: lab.id('a') })
  await lab.call('ann', 'POST', `/rooms/${room}/mute`, { user_id: lab.id('ben'), duration_s: 60 })
  await lab.call('ann', 'POST', `/rooms/${room}/ban`, { user_id: lab.id('cas') })
  await lab.say('ann', room, 'last')
  return room
}

test('projections made again from the log are the same as the live ones', async () => {
  await using lab = new Lab()
  await livelyRoom(lab)
  expect(rebuilt(lab)).toEqual({ events: lab.chat.log.head, mismatches: [], applied: false })
})

test('after a sweep by retention they are the same as well', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await livelyRoom(lab)
  await lab.call('ann', 'PATCH', `/rooms/${room}`, { retention_days: 1 })
  now += 2 * 86_400_000
  await lab.chat.sweep()
  for (const table of ['reaction', 'thread'])
    expect(lab.chat.store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
  expect((await lab.call('ann', 'GET', `/rooms/${room}`)).body).not.toHaveProperty('pinned')
  expect(rebuilt(lab)).toMatchObject({ mismatches: [] })
})

test('a log whose pins name what was removed before comes to those that stand', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const [gone, kept] = [await lab.say('ann', room, 'gone'), await lab.say('ann', room, 'kept')]
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${gone}`)
  await lab.call('ann', 'PUT', `/rooms/${room}/pins/${kept}`)
  const older = JSON.stringify({ pinned: [gone, kept] })
  lab.chat.store.db.prepare(`UPDATE event SET content = ? WHERE content LIKE '{"pinned":%'`).run(older)
  expect(lab.chat.store.rooms.find(1)?.pinned).toBe(JSON.stringify([kept]))
  expect(rebuilt(lab)).toMatchObject({ mismatches: [] })
})

test.each([
  ['member', `UPDATE member SET role = 'owner' WHERE role = 'member'`],
  ['room', `UPDATE room SET topic = 'forged'`],
  ['reaction', 'DELETE FROM reaction'],
  ['thread', 'UPDATE thread SET replies = 7'],
  ['mention', 'DELETE FROM mention'],
  ['direct_room', 'DELETE FROM direct_room'],
])('a change of %s that is not in the log is found, and mended', async (table, damage) => {
  await using lab = new Lab()
  await livelyRoom(lab)
  lab.chat.store.db.exec(damage)
  expect(new Set(rebuilt(lab).mismatches.map((mismatch) => mismatch.table))).toEqual(new Set([table]))
  expect(rebuilt(lab, true).applied).toBe(true)
  expect(rebuilt(lab).mismatches).toEqual([])
})

test('a search index that says something else than the log is found, and mended', async () => {
  await using lab = new Lab()
  await livelyRoom(lab)
  lab.chat.store.db.exec(`INSERT INTO message_index (message_index) VALUES ('delete-all')`)
  expect(rebuilt(lab).index_error).toBeDefined()
  rebuilt(lab, true)
  expect(rebuilt(lab)).not.toHaveProperty('index_error')
})

test('the index is compared and not made a second time', async () => {
  await using lab = new Lab()
  await livelyRoom(lab)
  const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
  const indexed = (db: typeof fresh) => db.prepare('SELECT count(*) AS n FROM message_index_idx').get()
  expect(rebuild(lab.chat.store.db, fresh, false)).toMatchObject({ mismatches: [] })
  expect(indexed(lab.chat.store.db)).not.toEqual({ n: 0 })
  expect(indexed(fresh)).toEqual({ n: 0 })
  fresh.close()
})

test('a sampled room shows damage to it, and to no other', async () => {
  await using lab = new Lab()
  const room = await livelyRoom(lab)
  await lab.room('ann')
  expect(sampleRoom(lab.chat.store, 0)).toMatchObject({ room_id: room, mismatches: [] })
  lab.chat.store.db.exec(`UPDATE member SET role = 'owner' WHERE room_no = 1 AND role = 'member'`)
  expect(sampleRoom(lab.chat.store, 0).mismatches[0]).toMatchObject({ table: 'member' })
  expect(sampleRoom(lab.chat.store, 1).mismatches).toEqual([])
})

test('what was removed is nowhere in the file of the database', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const secret = 'zyzzyva quixotic'
  const said = await lab.say('ann', room, secret)
  const content = { msgtype: 'm.text', body: 'x'.repeat(9000) + secret }
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${said}`, { txn_id: 'e', content })
  const holds = () => ['zyzzyva', 'quixotic'].map((word) => lab.chat.store.db.serialize().includes(word))
  expect(holds()).toEqual([true, true])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}`)
  expect(holds()).toEqual([false, false])
})
