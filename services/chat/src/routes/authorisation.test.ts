import type { ChatEvent, Webhook } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Lab } from '../testing/lab.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Place = Awaited<ReturnType<typeof furnished>>
type Kind = 'public' | 'private'

interface Scenario {
  /** The call, without its method: the path and a body that is in order. */
  send: (lab: Lab, here: Place) => [path: string, body?: unknown]
  /** What must not be there after a refusal. */
  stores: string
  /** Somebody who may: the call is in order, and it is the caller who is refused. Default `ann`, who owns the room. */
  may?: string
  /** Others who are refused, and with what. Outsiders of a room's routes are asked by themselves. */
  refused?: Record<string, string>
}

const [secret, hello] = ['s'.repeat(40), { txn_id: 't', content: { msgtype: 'm.text', body: 'hello' } }]
const nothing = 'anything'

/** A room with one of everything: ann owns it, ben is a member, cas is invited, zoe is banned, eve is outside. */
async function furnished(lab: Lab, kind: Kind) {
  const room = await lab.room('ann', ['ben', 'zoe', 'bot'], kind)
  const of = `/rooms/${room}`
  await lab.call('ann', 'POST', `${of}/invite`, { user_id: lab.id('cas') })
  await lab.call('ann', 'POST', `${of}/ban`, { user_id: lab.id('zoe') })
  const said = await lab.say('ann', room, 'members only')
  await lab.call('ann', 'PUT', `${of}/messages/${said}/reactions/x`)
  await lab.call('ann', 'PUT', `${of}/pins/${said}`)
  if (kind === 'public') await lab.call('ann', 'PATCH', of, { alias: 'tea' })
  const made = async (body: object) => (await lab.call<Webhook>('ann', 'POST', `${of}/webhooks`, body)).body
  const [incoming, outgoing] = [await made({}), await made({ url: 'https://example.org/in' })]
  const botNo = await lab.chat.userNo(lab.id('bot'))
  lab.chat.store.bots.save(botNo, { seq: 1, attempts: 5, dueTs: 0, reason: 'boom', deadTs: 1 })
  lab.chat.store.bots.save(botNo, { seq: 2, attempts: 1, dueTs: 0, reason: null, deadTs: null })
  for (const name of ['eve', 'botanist', 'reader']) await lab.chat.userNo(lab.id(name))
  return { room, said, incoming, outgoing }
}

const inRoom =
  (rest: string, body?: (lab: Lab, here: Place) => unknown): Scenario['send'] =>
  (lab, here) => [`/rooms/${here.room}${rest.replace('SAID', here.said)}`, body?.(lab, here)]
const about =
  (name: string, more: object = {}) =>
  (lab: Lab) => ({ user_id: lab.id(name), ...more })
const moderators = { ben: 'ROLE_TOO_LOW' }

/** Every route of chat, each with who may not, and what a refusal must not leave behind. */
const scenarios: Record<string, Scenario> = {
  'POST /rooms': { send: () => ['/rooms', { kind: 'public', name: 'x' }], stores: 'a room' },
  'GET /rooms': { send: () => ['/rooms'], stores: nothing },
  'GET /rooms/{room_id}': { send: inRoom(''), stores: nothing },
  'PATCH /rooms/{room_id}': { send: inRoom('', () => ({ name: 'Mine' })), stores: 'a new name', refused: moderators },
  'DELETE /rooms/{room_id}': { send: inRoom(''), stores: 'an end of the room', refused: moderators },
  'GET /aliases/{alias}': { send: () => ['/aliases/tea'], stores: nothing, refused: { zoe: 'ROOM_NOT_FOUND' } },
  'GET /rooms/{room_id}/members': { send: inRoom('/members'), stores: nothing },
  'POST /rooms/{room_id}/join': {
    send: inRoom('/join'),
    stores: 'a membership',
    may: 'cas',
    refused: { zoe: 'ROOM_NOT_FOUND' },
  },
  'POST /rooms/{room_id}/leave': {
    send: inRoom('/leave'),
    stores: 'a departure',
    may: 'ben',
    refused: { ann: 'LAST_OWNER' },
  },
  'POST /rooms/{room_id}/invite': { send: inRoom('/invite', about('dan')), stores: 'an invitation' },
  'POST /rooms/{room_id}/kick': { send: inRoom('/kick', about('bot')), stores: 'a removal', refused: moderators },
  'POST /rooms/{room_id}/ban': { send: inRoom('/ban', about('bot')), stores: 'a ban', refused: moderators },
  'POST /rooms/{room_id}/unban': { send: inRoom('/unban', about('zoe')), stores: 'an end of it', refused: moderators },
  'POST /rooms/{room_id}/mute': {
    send: inRoom('/mute', about('bot', { duration_s: 60 })),
    stores: 'a mute',
    refused: moderators,
  },
  'PUT /rooms/{room_id}/members/{user_id}/role': {
    send: (lab, { room }) => [`/rooms/${room}/members/${lab.id('ben')}/role`, { role: 'owner' }],
    stores: 'a role',
    refused: moderators,
  },
  'POST /people/{user_id}/departure': {
    send: (lab) => [`/people/${lab.id('ben')}/departure`, {}],
    stores: 'a departure',
    may: 'operator',
    refused: { ann: 'SCOPE_MISSING', ben: 'SCOPE_MISSING' },
  },
  'POST /rooms/{room_id}/messages': { send: inRoom('/messages', () => hello), stores: 'a message' },
  'POST /rooms/{room_id}/events': { send: inRoom('/events', () => ({ ...hello, type: 'x.a' })), stores: 'an event' },
  'GET /rooms/{room_id}/messages': { send: inRoom('/messages'), stores: nothing },
  'GET /rooms/{room_id}/messages/{event_id}': { send: inRoom('/messages/SAID'), stores: nothing },
  'PUT /rooms/{room_id}/messages/{event_id}': {
    send: inRoom('/messages/SAID', () => hello),
    stores: 'an edit',
    refused: { ben: 'EVENT_NOT_EDITABLE' },
  },
  'DELETE /rooms/{room_id}/messages/{event_id}': {
    send: inRoom('/messages/SAID'),
    stores: 'a redaction',
    refused: moderators,
  },
  'GET /rooms/{room_id}/messages/{event_id}/context': { send: inRoom('/messages/SAID/context'), stores: nothing },
  'GET /rooms/{room_id}/messages/{event_id}/thread': { send: inRoom('/messages/SAID/thread'), stores: nothing },
  'GET /rooms/{room_id}/messages/{event_id}/edits': { send: inRoom('/messages/SAID/edits'), stores: nothing },
  'PUT /rooms/{room_id}/messages/{event_id}/reactions/{key}': {
    send: inRoom('/messages/SAID/reactions/y'),
    stores: 'a reaction',
  },
  'DELETE /rooms/{room_id}/messages/{event_id}/reactions/{key}': {
    send: inRoom('/messages/SAID/reactions/x'),
    stores: 'an end of it',
  },
  'GET /rooms/{room_id}/pins': { send: inRoom('/pins'), stores: nothing },
  'PUT /rooms/{room_id}/pins/{event_id}': { send: inRoom('/pins/SAID'), stores: 'a pin', refused: moderators },
  'DELETE /rooms/{room_id}/pins/{event_id}': {
    send: inRoom('/pins/SAID'),
    stores: 'an end of it',
    refused: moderators,
  },
  'PUT /rooms/{room_id}/read': {
    send: inRoom('/read', (_, { said }) => ({ event_id: said })),
    stores: 'a read marker',
  },
  'PUT /rooms/{room_id}/typing': { send: inRoom('/typing', () => ({ typing: true })), stores: 'a sign of typing' },
  'PUT /presence': { send: () => ['/presence', { status: 'away' }], stores: 'a presence' },
  'GET /sync': { send: () => ['/sync?timeout=0'], stores: nothing },
  'GET /search': {
    send: (_, { room }) => [`/search?q=members&room_id=${room}`],
    stores: nothing,
    refused: { eve: 'ROOM_NOT_FOUND', cas: 'ROOM_NOT_FOUND' },
  },
  'PUT /commands': {
    send: () => ['/commands', { commands: [{ name: 'race', description: 'runs' }] }],
    stores: 'a command',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'GET /commands': {
    send: (_, { room }) => [`/commands?room_id=${room}`],
    stores: nothing,
    refused: { eve: 'ROOM_NOT_FOUND' },
  },
  'GET /updates': {
    send: () => ['/updates?timeout=0'],
    stores: 'a lease',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'POST /updates/ack': {
    send: () => ['/updates/ack', { seq: 2 }],
    stores: 'an acknowledgement',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'POST /updates/nack': {
    send: () => ['/updates/nack', { seq: 2 }],
    stores: 'a return',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'GET /updates/dead': {
    send: () => ['/updates/dead'],
    stores: nothing,
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'POST /updates/dead/{seq}/retry': {
    send: () => ['/updates/dead/1/retry'],
    stores: 'another attempt',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING', botanist: 'UPDATE_NOT_FOUND' },
  },
  'DELETE /updates/dead/{seq}': {
    send: () => ['/updates/dead/1'],
    stores: 'an end of it',
    may: 'bot',
    refused: { ann: 'SCOPE_MISSING', botanist: 'UPDATE_NOT_FOUND' },
  },
  'POST /rooms/{room_id}/webhooks': { send: inRoom('/webhooks', () => ({})), stores: 'a webhook', refused: moderators },
  'GET /rooms/{room_id}/webhooks': { send: inRoom('/webhooks'), stores: nothing, refused: moderators },
  'DELETE /rooms/{room_id}/webhooks/{webhook_id}': {
    send: (_, { room, incoming }) => [`/rooms/${room}/webhooks/${incoming.webhook_id}`],
    stores: 'an end of it',
    refused: moderators,
  },
  'POST /rooms/{room_id}/webhooks/{webhook_id}/rotate': {
    send: (_, { room, incoming }) => [`/rooms/${room}/webhooks/${incoming.webhook_id}/rotate`, { secret }],
    stores: 'a secret',
    refused: moderators,
  },
  'GET /rooms/{room_id}/webhooks/{webhook_id}/deliveries': {
    send: (_, { room, outgoing }) => [`/rooms/${room}/webhooks/${outgoing.webhook_id}/deliveries`],
    stores: nothing,
    refused: moderators,
  },
  'GET /webhooks': { send: () => ['/webhooks'], stores: nothing, may: 'operator', refused: { ann: 'SCOPE_MISSING' } },
  'POST /webhooks/{webhook_id}/rotate': {
    send: (_, { incoming }) => [`/webhooks/${incoming.webhook_id}/rotate`, { secret }],
    stores: 'a secret',
    may: 'operator',
    refused: { ann: 'SCOPE_MISSING' },
  },
  'POST /webhooks/{webhook_id}/retire': {
    send: (_, { incoming }) => [`/webhooks/${incoming.webhook_id}/retire`, {}],
    stores: 'an end of the secret before',
    may: 'operator',
    refused: { ann: 'SCOPE_MISSING' },
  },
}

/** Anyone who knows the address may call these: whoever does not, is no caller. */
const open = ['GET /openapi.json', 'POST /hooks/{webhook_id}/{secret}']

test('there is a scenario for every route that the server has, and for no other', async () => {
  await using lab = new Lab()
  const { paths } = (await lab.app.inject('/chat/v1/openapi.json')).json<{ paths: Record<string, object> }>()
  const routes = Object.entries(paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${path.replace('/chat/v1', '')}`),
  )
  expect([...Object.keys(scenarios), ...open].toSorted()).toEqual([...routes, 'GET /openapi.json'].toSorted())
})

/** Everything that lasts, and who is seen typing: what must be the same after a refusal. */
async function everything(lab: Lab): Promise<Record<string, unknown>> {
  const { db } = lab.chat.store
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[]
  const { typing, presence } = await lab.sync('ann')
  const rows = tables.map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()])
  return { ...Object.fromEntries(rows), typing, presence }
}

/** Who is refused what: without a token, without the scope, from outside, and whoever the scenario names. */
function refusals(route: string, { refused = {} }: Scenario): [name: string, code: string][] {
  const outside = route.includes('{room_id}') ? ['eve', ...(route.endsWith('/join') ? [] : ['zoe'])] : []
  const always: [string, string][] = [
    ['nobody', 'TOKEN_MISSING'],
    ['powerless', 'SCOPE_MISSING'],
    ...outside.map((name): [string, string] => [name, 'ROOM_NOT_FOUND']),
  ]
  return [...always, ...Object.entries(refused)]
}

const methodOf = (route: string): Method => route.split(' ')[0] as Method

describe.each(['public', 'private'] as const)('in a %s room', (kind) => {
  // refusals change nothing, so that all of them can be tried in one place
  const lab = new Lab()
  let here: Place
  beforeAll(async () => {
    here = await furnished(lab, kind)
  })
  afterAll(() => lab[Symbol.asyncDispose]())

  const routes = Object.entries(scenarios).filter(([route]) => kind === 'private' || !route.endsWith('/join'))
  test.each(routes)('%s is refused to whoever may not, and nothing is stored of it', async (route, scenario) => {
    const [path, body] = scenario.send(lab, here)
    const before = await everything(lab)
    for (const [name, code] of refusals(route, scenario)) {
      const answer = await lab.call(name, methodOf(route), path, body)
      expect([name, answer.body.code]).toEqual([name, code])
      expect(JSON.stringify(answer.body)).not.toContain('members only')
      expect(await everything(lab), `${scenario.stores} by ${name}`).toEqual(before)
    }
  })
})

test.each(Object.entries(scenarios))('%s is in order when it comes from who may', async (route, scenario) => {
  await using lab = new Lab()
  const here = await furnished(lab, route.startsWith('GET /aliases') ? 'public' : 'private')
  const answer = await lab.call(scenario.may ?? 'ann', methodOf(route), ...scenario.send(lab, here))
  expect(answer.status).toBeLessThan(300)
})

test('who does not know the secret of a webhook posts nothing', async () => {
  await using lab = new Lab()
  const { incoming, outgoing } = await furnished(lab, 'public')
  const before = await everything(lab)
  const wrong = [`${incoming.webhook_id}/${secret}`, `${outgoing.webhook_id}/${secret}`, `${lab.id('x')}/${secret}`]
  for (const address of wrong) {
    const answer = await lab.app.inject({ method: 'POST', url: `/chat/v1/hooks/${address}`, payload: { text: 'x' } })
    expect(answer.json()).toMatchObject({ status: 404, code: 'WEBHOOK_NOT_FOUND' })
  }
  expect(await everything(lab)).toEqual(before)
})

test("another bot's acknowledgement counts for nothing", async () => {
  await using lab = new Lab()
  await furnished(lab, 'public')
  const before = await everything(lab)
  for (const call of ['ack', 'nack'])
    expect((await lab.call('botanist', 'POST', `/updates/${call}`, { seq: 2 })).body).toEqual({ acknowledged: 0 })
  expect(await everything(lab)).toEqual(before)
})

test('the last owner cannot step down, and keeps the role', async () => {
  await using lab = new Lab()
  const { room } = await furnished(lab, 'public')
  const before = await everything(lab)
  const answer = await lab.call('ann', 'PUT', `/rooms/${room}/members/${lab.id('ann')}/role`, { role: 'member' })
  expect(answer).toMatchObject({ status: 409, body: { code: 'LAST_OWNER' } })
  expect(await everything(lab)).toEqual(before)
})

test.each([
  { alias: 'mine' },
  { archived: true },
  { slow_mode_s: 1 },
  { retention_days: 1 },
  { encrypted: true },
  { avatar: null },
])('a member cannot set %o, and nothing is stored', async (body) => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  const before = lab.chat.store.events.head()
  expect((await lab.call('ben', 'PATCH', `/rooms/${room}`, body)).body.code).toBe('ROLE_TOO_LOW')
  expect(lab.chat.store.events.head()).toBe(before)
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
  for (const acts of [['kick'], ['ban', 'unban']]) {
    for (const act of acts) await lab.call('ann', 'POST', `/rooms/${room}/${act}`, { user_id: lab.id('ben') })
    await lab.call('ann', 'POST', `/rooms/${room}/invite`, { user_id: lab.id('ben') })
    expect((await lab.call('ben', 'POST', `/rooms/${room}/join`)).status).toBe(200)
    expect((await speak()).body.code, acts.join()).toBe('MEMBER_MUTED')
  }
  now += 60_001
  expect((await speak()).status).toBe(201)
})

test('who cannot write is not seen typing, and may always stop', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  const type = (typing: boolean) => lab.call('ben', 'PUT', `/rooms/${room}/typing`, { typing })
  const seen = async () => (await lab.sync('ann')).typing[room] ?? []
  expect((await type(true)).status).toBe(200)
  expect(await seen()).toEqual([lab.id('ben')])
  await lab.call('ann', 'POST', `/rooms/${room}/mute`, { user_id: lab.id('ben'), duration_s: 60 })
  expect((await type(false)).status).toBe(200)
  expect(await type(true)).toMatchObject({ status: 403, body: { code: 'MEMBER_MUTED', muted_until_ts: now + 60_000 } })
  expect(await seen()).toEqual([])
  now += 60_001
  expect((await type(true)).status).toBe(200)
  await lab.call('ann', 'PATCH', `/rooms/${room}`, { archived: true })
  expect(await type(true)).toMatchObject({ status: 409, body: { code: 'ROOM_ARCHIVED' } })
  expect((await type(false)).status).toBe(200)
})
