import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'
import { exportRooms } from './export-rooms.ts'

interface Head {
  room: { room_id: string; name: string }
  members: { user_id: string; membership: string; role: string }[]
}
interface Line extends Partial<Head> {
  event_id?: string
  type?: string
  content?: { body?: string }
}

const lines = (lab: Lab, ...only: string[]): Line[] =>
  [...exportRooms(lab.chat.store, new Set(only))].map((line) => JSON.parse(line) as Line)

test('each room comes with its people, then all that was said, edits and reactions too, in order', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'], 'private')
  const first = await lab.say('ann', room, 'first')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'mended' } }
  await lab.call('ann', 'PUT', `/rooms/${room}/messages/${first}`, edit)
  await lab.call('ben', 'PUT', `/rooms/${room}/messages/${first}/reactions/x`)
  const many = Array.from({ length: 1100 }, (_, no) => `message ${no}`)
  for (const text of many) await lab.say('ben', room, text)
  const [head, ...events] = lines(lab)
  expect(head).toMatchObject({
    room: { room_id: room },
    members: [
      { user_id: lab.id('ann'), membership: 'join', role: 'owner' },
      { user_id: lab.id('ben'), membership: 'join', role: 'member' },
    ],
  })
  const bodies = events.filter(({ type }) => type === 'm.room.message').map(({ content }) => content?.body)
  expect(bodies).toEqual(['first', '* mended', ...many])
  expect(events.filter(({ type }) => type === 'm.reaction')).toHaveLength(1)
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length)
})

test('what was redacted is gone, deleted rooms are not there, and rooms can be chosen', async () => {
  await using lab = new Lab()
  const [kept, gone, other] = [
    await lab.room('ann', [], 'public'),
    await lab.room('ann', [], 'private'),
    await lab.room('ann', [], 'private'),
  ]
  const secret = await lab.say('ann', kept, 'hunter2')
  await lab.call('ann', 'DELETE', `/rooms/${kept}/messages/${secret}`)
  await lab.say('ann', gone, 'hunter3')
  await lab.call('ann', 'DELETE', `/rooms/${gone}`)
  const all = lines(lab)
  expect(JSON.stringify(all)).not.toMatch(/hunter[23]/)
  expect(all.flatMap(({ room }) => room?.room_id ?? [])).toEqual([kept, other])
  expect(lines(lab, other).flatMap(({ room }) => room?.room_id ?? [])).toEqual([other])
})
