import type { ChatEvent } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

type Scenario = {
  name: string
  as: string
  send: (lab: Lab, here: Place) => [method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown]
  kind?: 'public' | 'private'
  expect: { status: number; code: string }
}
type Place = { room: string; said: string }

const hello = { txn_id: 't', content: { msgtype: 'm.text', body: 'hello' } }
const noRoom = { status: 404, code: 'ROOM_NOT_FOUND' }
const tooLow = { status: 403, code: 'ROLE_TOO_LOW' }

const outside: Record<string, Scenario['send']> = {
  'read the room': (_, { room }) => ['GET', `/rooms/${room}`],
  'rename the room': (_, { room }) => ['PATCH', `/rooms/${room}`, { name: 'Mine' }],
  'delete the room': (_, { room }) => ['DELETE', `/rooms/${room}`],
  leave: (_, { room }) => ['POST', `/rooms/${room}/leave`],
  invite: (lab, { room }) => ['POST', `/rooms/${room}/invite`, { user_id: lab.id('eve') }],
  kick: (lab, { room }) => ['POST', `/rooms/${room}/kick`, { user_id: lab.id('ben') }],
  ban: (lab, { room }) => ['POST', `/rooms/${room}/ban`, { user_id: lab.id('ben') }],
  unban: (lab, { room }) => ['POST', `/rooms/${room}/unban`, { user_id: lab.id('ben') }],
  mute: (lab, { room }) => ['POST', `/rooms/${room}/mute`, { user_id: lab.id('ben'), duration_s: 60 }],
  'list members': (_, { room }) => ['GET', `/rooms/${room}/members`],
  'set a role': (lab, { room }) => ['PUT', `/rooms/${room}/members/${lab.id('eve')}/role`, { role: 'owner' }],
  'post a message': (_, { room }) => ['POST', `/rooms/${room}/messages`, hello],
  'post an event': (_, { room }) => ['POST', `/rooms/${room}/events`, { ...hello, type: 'x.game.move' }],
  'read the history': (_, { room }) => ['GET', `/rooms/${room}/messages`],
  'read a message': (_, { room, said }) => ['GET', `/rooms/${room}/messages/${said}`],
  'edit a message': (_, { room, said }) => ['PUT', `/rooms/${room}/messages/${said}`, hello],
  'redact a message': (_, { room, said }) => ['DELETE', `/rooms/${room}/messages/${said}`],
  react: (_, { room, said }) => ['PUT', `/rooms/${room}/messages/${said}/reactions/x`],
  'take a reaction back': (_, { room, said }) => ['DELETE', `/rooms/${room}/messages/${said}/reactions/x`],
  'mark as read': (_, { room, said }) => ['PUT', `/rooms/${room}/read`, { event_id: said }],
  'read what is around a message': (_, { room, said }) => ['GET', `/rooms/${room}/messages/${said}/context`],
  'read a thread': (_, { room, said }) => ['GET', `/rooms/${room}/messages/${said}/thread`],
  'read the versions of a message': (_, { room, said }) => ['GET', `/rooms/${room}/messages/${said}/edits`],
  'list pins': (_, { room }) => ['GET', `/rooms/${room}/pins`],
  pin: (_, { room, said }) => ['PUT', `/rooms/${room}/pins/${said}`],
  'take a pin off': (_, { room, said }) => ['DELETE', `/rooms/${room}/pins/${said}`],
  'search in the room': (_, { room }) => ['GET', `/search?q=members&room_id=${room}`],
  'list webhooks': (_, { room }) => ['GET', `/rooms/${room}/webhooks`],
  'make a webhook': (_, { room }) => ['POST', `/rooms/${room}/webhooks`, {}],
  'delete a webhook': (lab, { room }) => ['DELETE', `/rooms/${room}/webhooks/${lab.id('hook')}`],
  'list commands': (_, { room }) => ['GET', `/commands?room_id=${room}`],
  type: (_, { room }) => ['PUT', `/rooms/${room}/typing`, { typing: true }],
}

const scenarios: Scenario[] = [
  ...Object.entries(outside).flatMap(([act, send]): Scenario[] => [
    { name: `an outsider cannot ${act} in a private room`, as: 'eve', send, expect: noRoom },
    { name: `an outsider cannot ${act} in a public room`, as: 'eve', send, kind: 'public', expect: noRoom },
  ]),
  {
    name: 'an outsider cannot join a private room',
    as: 'eve',
    send: (_, { room }) => ['POST', `/rooms/${room}/join`],
    expect: noRoom,
  },
  {
    name: 'a member cannot rename the room',
    as: 'ben',
    send: (_, { room }) => ['PATCH', `/rooms/${room}`, { name: 'x' }],
    expect: tooLow,
  },
  {
    name: 'a member cannot delete the room',
    as: 'ben',
    send: (_, { room }) => ['DELETE', `/rooms/${room}`],
    expect: tooLow,
  },
  ...[
    { alias: 'mine' },
    { archived: true },
    { slow_mode_s: 1 },
    { retention_days: 1 },
    { encrypted: true },
    { avatar: null },
  ].map(
    (body): Scenario => ({
      name: `a member cannot set ${Object.keys(body)[0]}`,
      as: 'ben',
      send: (_, { room }) => ['PATCH', `/rooms/${room}`, body],
      expect: tooLow,
    }),
  ),
  {
    name: 'a member cannot pin',
    as: 'ben',
    send: (_, { room, said }) => ['PUT', `/rooms/${room}/pins/${said}`],
    expect: tooLow,
  },
  {
    name: 'a member cannot make a webhook',
    as: 'ben',
    send: (_, { room }) => ['POST', `/rooms/${room}/webhooks`, { url: 'https://example.org' }],
    expect: tooLow,
  },
  {
    name: 'a member cannot list webhooks',
    as: 'ben',
    send: (_, { room }) => ['GET', `/rooms/${room}/webhooks`],
    expect: tooLow,
  },
  {
    name: 'a member cannot kick',
    as: 'ben',
    send: (lab, { room }) => ['POST', `/rooms/${room}/kick`, { user_id: lab.id('ann') }],
    expect: tooLow,
  },
  {
    name: 'a member cannot ban',
    as: 'ben',
    send: (lab, { room }) => ['POST', `/rooms/${room}/ban`, { user_id: lab.id('eve') }],
    expect: tooLow,
  },
  {
    name: 'a member cannot make themselves owner',
    as: 'ben',
    send: (lab, { room }) => ['PUT', `/rooms/${room}/members/${lab.id('ben')}/role`, { role: 'owner' }],
    expect: tooLow,
  },
  {
    name: 'the last owner cannot step down',
    as: 'ann',
    send: (lab, { room }) => ['PUT', `/rooms/${room}/members/${lab.id('ann')}/role`, { role: 'member' }],
    expect: { status: 409, code: 'LAST_OWNER' },
  },
  {
    name: 'the last owner cannot leave others behind',
    as: 'ann',
    send: (_, { room }) => ['POST', `/rooms/${room}/leave`],
    expect: { status: 409, code: 'LAST_OWNER' },
  },
]

test.each(scenarios)('$name, and nothing is stored', async ({ as, send, kind, expect: expected }) => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'], kind)
  const said = await lab.say('ann', room, 'members only')
  const before = lab.chat.store.events.head()
  const answer = await lab.call(as, ...send(lab, { room, said }))
  expect(answer).toMatchObject({ status: expected.status, body: { code: expected.code } })
  expect(JSON.stringify(answer.body)).not.toContain('members only')
  expect(lab.chat.store.events.head()).toBe(before)
  expect((await lab.sync('eve')).events).toEqual([])
})

test('the same answer is given for a room that does not exist', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const here = await lab.call('eve', 'GET', `/rooms/${room}`)
  const nowhere = await lab.call('eve', 'GET', `/rooms/${room.slice(0, -1)}${room.endsWith('0') ? '1' : '0'}`)
  const { instance: _a, request_id: _b, ...first } = here.body
  const { instance: _c, request_id: _d, ...second } = nowhere.body
  expect(first).toEqual(second)
})

test('a token that may only read cannot write', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const answer = await lab.app.inject({
    method: 'POST',
    url: `/chat/v1/rooms/${room}/messages`,
    headers: { authorization: `Bearer read-${lab.id('ann')}` },
    payload: hello,
  })
  expect(answer.json()).toMatchObject({ status: 403, code: 'SCOPE_MISSING' })
  expect(await lab.history('ann', room)).toHaveLength(3)
})

test('without a token nothing is said', async () => {
  await using lab = new Lab()
  expect((await lab.app.inject({ url: '/chat/v1/sync' })).json()).toMatchObject({ status: 401, code: 'TOKEN_MISSING' })
})

test('a kicked member is an outsider from then on', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const { next_batch } = await lab.sync('ben')
  expect((await lab.call('ann', 'POST', `/rooms/${room}/kick`, { user_id: lab.id('ben') })).status).toBe(200)
  await lab.say('ann', room, 'about ben')
  const after = await lab.sync('ben', next_batch)
  expect(after).toMatchObject({ left: [room], rooms: {}, events: [] })
  expect((await lab.call<{ chunk: ChatEvent[] }>('ben', 'GET', `/rooms/${room}/messages`)).status).toBe(404)
})

test('a banned person cannot come back into a public room until the ban is lifted', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', [], 'public')
  const join = () => lab.call('ben', 'POST', `/rooms/${room}/join`)
  expect((await join()).status).toBe(200)
  await lab.call('ann', 'POST', `/rooms/${room}/ban`, { user_id: lab.id('ben') })
  expect(await join()).toMatchObject({ status: 403, body: { code: 'MEMBER_BANNED' } })
  await lab.call('ann', 'POST', `/rooms/${room}/unban`, { user_id: lab.id('ben') })
  expect((await join()).status).toBe(200)
})

test('a muted member reads and cannot write until the time is over', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  await lab.call('ann', 'POST', `/rooms/${room}/mute`, { user_id: lab.id('ben'), duration_s: 60 })
  const speak = () => lab.call('ben', 'POST', `/rooms/${room}/messages`, { ...hello, txn_id: lab.txn() })
  expect(await speak()).toMatchObject({ status: 403, body: { code: 'MEMBER_MUTED', muted_until_ts: now + 60_000 } })
  expect((await lab.history('ben', room)).length).toBeGreaterThan(0)
  now += 60_001
  expect((await speak()).status).toBe(201)
})
