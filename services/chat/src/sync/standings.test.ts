import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

/** What ben is told of the room when something happens in it; asked from a place of before, as a held poll does. */
async function told(lab: Lab, room: string, act: () => Promise<unknown>) {
  const { next_batch } = await lab.sync('ben', undefined, { timeout: '0' })
  await act()
  const { rooms } = await lab.sync('ben', next_batch)
  const { role, unread, mentions } = rooms[room] ?? {}
  return { role, unread, mentions }
}

test('what a reader is to a room is right after every act that changes it, though it is remembered', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben', 'cid'])
  const mention = { 'm.mentions': { user_ids: [lab.id('ben')] } }
  const member = { role: 'member' }
  const say = (...rest: [string, object?]) => lab.say('ann', room, rest[0], (rest[1] ?? {}) as Record<string, unknown>)
  let last = ''
  expect(await told(lab, room, () => say('one'))).toEqual({ ...member, unread: 1, mentions: 0 })
  expect(await told(lab, room, () => say('two'))).toEqual({ ...member, unread: 2, mentions: 0 })
  const [mentioned, everybody] = [() => say('ben!', mention), () => say('all!', { 'm.mentions': { room: true } })]
  expect(await told(lab, room, async () => (last = await mentioned()))).toEqual({ ...member, unread: 3, mentions: 1 })
  expect(await told(lab, room, everybody)).toEqual({ ...member, unread: 4, mentions: 2 })
  const redact = () => lab.call('ann', 'DELETE', `/rooms/${room}/messages/${last}`)
  expect(await told(lab, room, redact)).toEqual({ ...member, unread: 4, mentions: 1 })
  const promote = () => lab.call('ann', 'PUT', `/rooms/${room}/members/${lab.id('ben')}/role`, { role: 'moderator' })
  const moderator = { role: 'moderator' }
  expect(await told(lab, room, promote)).toEqual({ ...moderator, unread: 4, mentions: 1 })
  const read = () => lab.call('ben', 'PUT', `/rooms/${room}/read`, { event_id: last })
  expect(await told(lab, room, read)).toEqual({ ...moderator, unread: 1, mentions: 1 })
  expect(await told(lab, room, () => lab.say('ben', room, 'mine'))).toEqual({ ...moderator, unread: 0, mentions: 0 })
  expect(await told(lab, room, () => lab.say('cid', room, 'his'))).toEqual({ ...moderator, unread: 1, mentions: 0 })
})

test('what another process has written is looked at again', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  expect(await told(lab, room, () => lab.say('ann', room, 'one'))).toMatchObject({ unread: 1 })
  const { store } = lab.chat
  const seen = store.dataVersion
  store.db.prepare('UPDATE member SET role = ? WHERE user_no = ?').run('moderator', store.users.find(lab.id('ben')))
  expect(await told(lab, room, () => lab.say('ann', room, 'two'))).toMatchObject({ role: 'member' })
  store.dataVersion = () => seen.call(store) + 1
  expect(await told(lab, room, () => lab.say('ann', room, 'three'))).toMatchObject({ role: 'moderator' })
})
