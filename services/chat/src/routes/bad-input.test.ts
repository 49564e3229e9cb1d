import { openDatabase } from '@bartab/kit/sqlite'
import { expect, test } from 'vitest'
import { rebuild } from '../rebuild/rebuild.ts'
import { Lab } from '../testing/lab.ts'

const migrations = new URL('../store/migrations/', import.meta.url)

const message = (content: unknown) => JSON.stringify({ txn_id: 't', content })
const text = (body: string) => message({ msgtype: 'm.text', body })
const deep = (levels: number) =>
  `{"txn_id":"t","content":{"msgtype":"m.text","body":"x","x":${'['.repeat(levels)}${']'.repeat(levels)}}}`
const reaction = (key: string, eventId: string) =>
  JSON.stringify({
    type: 'm.reaction',
    txn_id: 't',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } },
  })

type Row = { name: string; to?: 'messages' | 'events'; body: (said: string) => string; status: number; code: string }
const rows: Row[] = [
  {
    name: 'an unknown field',
    body: () => JSON.stringify({ txn_id: 't', content: {}, more: 1 }),
    status: 400,
    code: 'BODY_INVALID',
  },
  { name: 'a wrong type', body: () => JSON.stringify({ txn_id: 7, content: {} }), status: 400, code: 'BODY_INVALID' },
  { name: 'a missing txn_id', body: () => JSON.stringify({ content: {} }), status: 400, code: 'BODY_INVALID' },
  { name: 'malformed JSON', body: () => '{"txn_id":', status: 400, code: 'BODY_NOT_JSON' },
  { name: 'a message without a msgtype', body: () => message({ body: 'x' }), status: 400, code: 'CONTENT_INVALID' },
  {
    name: 'a message without a body',
    body: () => message({ msgtype: 'm.text' }),
    status: 400,
    code: 'CONTENT_INVALID',
  },
  { name: 'a content over the limit', body: () => text('x'.repeat(65_536)), status: 413, code: 'MESSAGE_TOO_LONG' },
  { name: 'a body over every limit', body: () => text('x'.repeat(1_000_000)), status: 413, code: 'BODY_TOO_LARGE' },
  { name: 'content just too deep', body: () => deep(32), status: 400, code: 'CONTENT_TOO_DEEP' },
  { name: 'content a hundred thousand levels deep', body: () => deep(100_000), status: 400, code: 'CONTENT_TOO_DEEP' },
  {
    name: 'half a surrogate pair',
    body: () => '{"txn_id":"t","content":{"msgtype":"m.text","body":"\\ud800"}}',
    status: 400,
    code: 'CONTENT_NOT_TEXT',
  },
  { name: 'a NUL', body: () => text('a\0b'), status: 400, code: 'CONTENT_NOT_TEXT' },
  {
    name: 'a NUL in a field name',
    body: () => message({ msgtype: 'm.text', body: 'x', 'a\0': 1 }),
    status: 400,
    code: 'CONTENT_NOT_TEXT',
  },
  {
    name: '__proto__ in the content',
    body: () => '{"txn_id":"t","content":{"msgtype":"m.text","body":"x","__proto__":{}}}',
    status: 400,
    code: 'BODY_NOT_JSON',
  },
  {
    name: 'ten thousand mentions',
    body: () => message({ msgtype: 'm.text', body: 'x', 'm.mentions': { user_ids: new Array(10_000).fill('a') } }),
    status: 400,
    code: 'TOO_MANY_MENTIONS',
  },
  {
    name: 'an edit without new content',
    body: (said) =>
      message({ msgtype: 'm.text', body: 'x', 'm.relates_to': { rel_type: 'm.replace', event_id: said } }),
    status: 400,
    code: 'CONTENT_INVALID',
  },
  {
    name: 'a reply to nothing',
    body: () =>
      message({
        msgtype: 'm.text',
        body: 'x',
        'm.relates_to': { 'm.in_reply_to': { event_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
      }),
    status: 404,
    code: 'EVENT_NOT_FOUND',
  },
  {
    name: 'a relation that is no object',
    body: () => message({ msgtype: 'm.text', body: 'x', 'm.relates_to': 7 }),
    status: 400,
    code: 'CONTENT_INVALID',
  },
  {
    name: 'a state event',
    to: 'events',
    body: () => JSON.stringify({ type: 'm.room.member', txn_id: 't', content: { membership: 'join' } }),
    status: 400,
    code: 'EVENT_TYPE_NOT_ALLOWED',
  },
  ...[
    { type: 'x.bartab.room.swept', content: { from_seq: 0, up_to_seq: 999, before_ts: 9e15, count: 999 } },
    { type: 'x.bartab.room.archived', content: { archived: true } },
    { type: 'x.bartab.room.slow_mode', content: { seconds: 21_600 } },
    { type: 'x.bartab', content: {} },
  ].map((event) => ({
    name: `${event.type}, which the server alone writes`,
    to: 'events' as const,
    body: () => JSON.stringify({ ...event, txn_id: 't' }),
    status: 400,
    code: 'EVENT_TYPE_NOT_ALLOWED',
  })),
  {
    name: "a reaction's key of a hundred kilobytes",
    to: 'events',
    body: (said) => reaction('x'.repeat(60_000), said),
    status: 400,
    code: 'CONTENT_INVALID',
  },
  {
    name: "a reaction's key of a megabyte",
    to: 'events',
    body: (said) => reaction('x'.repeat(1_000_000), said),
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
  {
    name: 'an empty key of a reaction',
    to: 'events',
    body: (said) => reaction('', said),
    status: 400,
    code: 'CONTENT_INVALID',
  },
  {
    name: 'a reaction to nothing',
    to: 'events',
    body: () => reaction('x', '01ARZ3NDEKTSV4RRFFQ69G5FAV'),
    status: 404,
    code: 'EVENT_NOT_FOUND',
  },
]

test.each(rows)(
  '$name is refused with $code, and nothing is stored',
  async ({ to = 'messages', body, status, code }) => {
    await using lab = new Lab()
    const room = await lab.room('ann')
    const said = await lab.say('ann', room, 'before')
    const before = lab.chat.store.events.head()
    const answer = await lab.call('ann', 'POST', `/rooms/${room}/${to}`, body(said))
    expect(answer).toMatchObject({ status, body: { code, status } })
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(lab.chat.store.events.head()).toBe(before)
  },
)

test('the largest content is taken, however its letters are escaped', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const body = '\u0001'.repeat(65_536 / 6 - 20)
  expect((await lab.call('ann', 'POST', `/rooms/${room}/messages`, text(body))).status).toBe(201)
  expect((await lab.history('ann', room))[0]?.content.body).toBe(body)
})

const paths: [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, status: number, code: string, body?: unknown][] =
  [
    ['GET', '/rooms/not-a-room', 400, 'PARAMETER_INVALID'],
    ['GET', '/rooms?scope=everything', 400, 'QUERY_INVALID'],
    ['GET', '/sync?timeout=60001', 400, 'SYNC_TIMEOUT_TOO_LONG'],
    ['GET', '/sync?timeout=-1', 400, 'QUERY_INVALID'],
    ['GET', '/sync?filter=nonsense', 400, 'SYNC_FILTER_INVALID'],
    ['GET', '/sync?filter=%7B%22more%22%3A1%7D', 400, 'SYNC_FILTER_INVALID'],
    ['GET', '/sync?more=1', 400, 'QUERY_INVALID'],
    ['POST', '/rooms', 400, 'BODY_INVALID', { kind: 'secret', name: 'x' }],
    ['POST', '/rooms', 400, 'ROOM_INVALID', { kind: 'public' }],
    ['POST', '/rooms', 400, 'ROOM_INVALID', { kind: 'direct' }],
    ['POST', '/rooms', 400, 'CONTENT_NOT_TEXT', { kind: 'public', name: 'a\0' }],
    ['PUT', '/presence', 400, 'BODY_INVALID', { status: 'invisible' }],
    ['GET', '/nothing', 404, 'ROUTE_NOT_FOUND'],
  ]

test.each(paths)('%s %s is answered with %i %s, and nothing is stored', async (method, path, status, code, body) => {
  await using lab = new Lab()
  expect(await lab.call('ann', method, path, body)).toMatchObject({ status, body: { code } })
  expect(lab.chat.store.events.head()).toBe(0)
})

test.each(['a\0b', 'half \ud800'])(
  'a reason that is no Unicode text is refused, and nothing is done: %j',
  async (reason) => {
    await using lab = new Lab()
    const room = await lab.room('ann', ['ben'])
    const said = await lab.say('ann', room, 'before')
    const before = lab.chat.store.events.head()
    const of = `/rooms/${room}`
    const about = { user_id: lab.id('ben'), reason }
    const answers = [
      await lab.call('ann', 'POST', `${of}/kick`, about),
      await lab.call('ann', 'POST', `${of}/ban`, about),
      await lab.call('ann', 'POST', `${of}/mute`, { ...about, duration_s: 60 }),
      await lab.call('ann', 'POST', `${of}/invite`, { user_id: lab.id('eve'), reason }),
      await lab.call('ann', 'DELETE', `${of}/messages/${said}?reason=a%00b`),
    ]
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [400, 'CONTENT_NOT_TEXT']))
    expect(lab.chat.store.events.head()).toBe(before)
  },
)

test('a cursor from elsewhere is refused by the history', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  for (const from of ['nonsense', Buffer.from('1.other.3').toString('base64url')])
    expect(await lab.call('ann', 'GET', `/rooms/${room}/messages?from=${from}`)).toMatchObject({
      status: 400,
      body: { code: 'CURSOR_INVALID' },
    })
})

/** What no call expects: in a body, in its fields, in a path and in a query. */
const hostile: unknown[] = [
  null,
  true,
  -1,
  1e308,
  'x'.repeat(5000),
  'a\0b',
  [],
  [[[]]],
  { '': {} },
  { '\u0000': '\u0000' },
  { user_id: {}, event_id: [], content: 7, txn_id: '', seq: -1, secret: '\u0000', url: 'http://[', commands: [null] },
  { user_id: '', role: 'king', typing: 'yes', status: 3, name: '', kind: 'public', text: '\u0000', seqs: ['x'] },
]
const words = ['%00', '..%2f', '%ff', 'x'.repeat(3000), '%F0%9F%90%8C', "'%20OR%201=1", '-1', '__proto__']
const queries = ['limit=1e9', 'limit=-1', 'from=%00', 'since=%00', 'dir=x', 'q=%00', 'q=%22', 'q=*', 'held=x', 'x=1']

test('whatever is thrown at any route is answered with a coded problem, and nothing is half written', {
  timeout: 240_000,
}, async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['bot'])
  const said = await lab.say('ann', room, 'before')
  const { paths } = (await lab.app.inject('/chat/v1/openapi.json')).json<{ paths: Record<string, object> }>()
  const known: Record<string, string> = { room_id: room, event_id: said, user_id: lab.id('bot'), key: 'x', seq: '1' }
  const fill = (path: string, word?: string) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => word ?? known[name] ?? lab.id('none'))
  const send = async (method: string, url: string, body?: unknown) => {
    const wait = /\/(sync|updates)$/.test(url) ? '?timeout=0' : ''
    const name = url.includes('/updates') || url.includes('/commands') ? 'bot' : 'ann'
    const path = url.replace('/chat/v1', '') + wait
    const answer = await lab.call(name, method as 'POST', path, method === 'GET' ? undefined : body)
    const isDefined = answer.status < 400 || (answer.status < 500 && answer.body.code !== undefined)
    expect(isDefined, `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`).toBe(true)
  }
  for (const [path, calls] of Object.entries(paths))
    for (const method of Object.keys(calls).map((name) => name.toUpperCase())) {
      for (const body of hostile) await send(method, fill(path), body)
      for (const word of path.includes('{') ? words : []) await send(method, fill(path, word), {})
      for (const query of method === 'GET' ? queries : []) await send(method, `${fill(path)}?timeout=0&${query}`)
    }
  const { db } = lab.chat.store
  const fresh = openDatabase({ file: ':memory:', migrations, durability: 'normal' })
  expect(rebuild(db, fresh, false).mismatches).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  fresh.close()
})

test('a clock that steps back changes no order, repeats nothing and ends no wait early', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const room = await lab.room('ann', ['ben'])
  await lab.call('ann', 'POST', `/rooms/${room}/mute`, { user_id: lab.id('ben'), duration_s: 60 })
  const first = await lab.say('ann', room, 'first')
  const { next_batch } = await lab.sync('ben')
  now -= 86_400_000
  const second = await lab.say('ann', room, 'second')
  expect(second > first).toBe(true)
  const answer = await lab.sync('ben', next_batch)
  expect(answer.events.map(({ event_id }) => event_id)).toEqual([second])
  const said = await lab.history('ben', room, '?limit=2')
  expect(said.map(({ event_id }) => event_id)).toEqual([second, first])
  const spoken = await lab.call('ben', 'POST', `/rooms/${room}/messages`, JSON.parse(text('x')))
  expect(spoken.body.code).toBe('MEMBER_MUTED')
})
