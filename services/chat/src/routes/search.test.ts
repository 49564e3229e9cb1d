import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SearchPage } from '@bartab/sdk/schemas'
import { expect, test } from 'vitest'
import { Lab, texts } from '../testing/lab.ts'

const find = async (lab: Lab, name: string, query: Record<string, string>) =>
  (await lab.call<SearchPage>(name, 'GET', `/search?${new URLSearchParams(query)}`)).body
const found = async (lab: Lab, name: string, q: string, more = {}) =>
  texts((await find(lab, name, { q, ...more })).results.map(({ event }) => event))

test('messages are found by their words, newest first, whatever their case and accents', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann', ['ben'])
  for (const text of ['Crème brûlée at noon', 'nothing of it', 'CREME again']) await lab.say('ann', room, text)
  expect(await found(lab, 'ben', 'creme')).toEqual(['CREME again', 'Crème brûlée at noon'])
  expect(await found(lab, 'ben', 'brulee cre')).toEqual(['Crème brûlée at noon'])
  expect(await found(lab, 'ben', '"at noon"')).toEqual(['Crème brûlée at noon'])
  expect(await found(lab, 'ben', '"noon at"')).toEqual([])
})

test('nobody finds what they may not read', async () => {
  await using lab = new Lab()
  const [room, open] = [await lab.room('ann', ['ben']), await lab.room('ann', [], 'public')]
  for (const id of [room, open]) await lab.say('ann', id, 'treasure')
  expect(await found(lab, 'ben', 'treasure')).toHaveLength(1)
  expect(await found(lab, 'eve', 'treasure')).toEqual([])
  await lab.call('ann', 'POST', `/rooms/${room}/kick`, { user_id: lab.id('ben') })
  expect(await found(lab, 'ben', 'treasure')).toEqual([])
  const answer = await lab.call('ben', 'GET', `/search?q=treasure&room_id=${room}`)
  expect(answer).toMatchObject({ status: 404, body: { code: 'ROOM_NOT_FOUND' } })
})

test('an edited message is found by what it says now, a redacted one not at all', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  const said = await lab.say('ann', room, 'aardvark')
  const edit = { txn_id: 'e', content: { msgtype: 'm.text', body: 'buffalo' } }
  const edited = await lab.call<{ event_id: string }>('ann', 'PUT', `/rooms/${room}/messages/${said}`, edit)
  expect([await found(lab, 'ann', 'aardvark'), await found(lab, 'ann', 'buffalo')]).toEqual([[], ['buffalo']])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${edited.body.event_id}`)
  expect([await found(lab, 'ann', 'aardvark'), await found(lab, 'ann', 'buffalo')]).toEqual([['aardvark'], []])
  await lab.call('ann', 'DELETE', `/rooms/${room}/messages/${said}`)
  expect(await found(lab, 'ann', 'aardvark')).toEqual([])
  lab.chat.store.index.check()
})

test('filters narrow a search by room, sender, time and attachment', async () => {
  let now = 1_790_000_000_000
  await using lab = new Lab({ clock: () => now })
  const [one, two] = [await lab.room('ann', ['ben']), await lab.room('ann')]
  await lab.say('ann', one, 'cat one')
  now += 1000
  await lab.say('ben', one, 'cat two')
  now += 1000
  await lab.say('ann', two, 'cat three', { msgtype: 'm.image', media_id: lab.id('m') })
  expect(await found(lab, 'ann', 'cat', { room_id: one })).toEqual(['cat two', 'cat one'])
  expect(await found(lab, 'ann', 'cat', { sender: lab.id('ben') })).toEqual(['cat two'])
  expect(await found(lab, 'ann', 'cat', { sender: lab.id('nobody') })).toEqual([])
  expect(await found(lab, 'ann', 'cat', { from_ts: String(now - 1000) })).toEqual(['cat three', 'cat two'])
  expect(await found(lab, 'ann', 'cat', { to_ts: String(now - 1000) })).toEqual(['cat one'])
  expect(await found(lab, 'ann', 'cat', { has: 'attachment' })).toEqual(['cat three'])
})

test('a search is paged, and what was found is marked in its surroundings', async () => {
  await using lab = new Lab()
  const room = await lab.room('ann')
  for (let n = 0; n < 5; n++) await lab.say('ann', room, `the needle number ${n}`)
  const first = await find(lab, 'ann', { q: 'needle', limit: '3' })
  await lab.say('ann', room, 'a needle said meanwhile')
  const second = await find(lab, 'ann', { q: 'needle', limit: '3', from: first.end ?? '' })
  const all = [...first.results, ...second.results]
  expect(texts(all.map(({ event }) => event))).toEqual([4, 3, 2, 1, 0].map((n) => `the needle number ${n}`))
  expect(second.end).toBeUndefined()
  expect(first.results[0]?.snippet).toEqual([{ text: 'the ' }, { text: 'needle', hit: true }, { text: ' number 4' }])
})

test.each(['"', '*', 'AND', 'NEAR(a b)', 'body:x', '^', "' OR 1=1 --", '(', '😀', 'a"b*c', '-'])(
  'the query %j is words, not syntax',
  async (q) => {
    await using lab = new Lab()
    await lab.room('ann')
    expect((await lab.call('ann', 'GET', `/search?${new URLSearchParams({ q })}`)).status).toBe(200)
  },
)

test('a NUL in a query is refused with a code', async () => {
  await using lab = new Lab()
  expect(await lab.call('ann', 'GET', '/search?q=a%00b')).toMatchObject({
    status: 400,
    body: { code: 'QUERY_INVALID' },
  })
})

test('over a database in a file, a search is done in a thread of its own, and sees what was just said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-search-'))
  try {
    await using lab = new Lab({ file: join(folder, 'chat.sqlite') })
    const room = await lab.room('ann')
    await lab.say('ann', room, 'on another thread')
    expect(await found(lab, 'ann', 'thread')).toEqual(['on another thread'])
    const answer = await lab.call('ann', 'GET', `/search?q=x&room_id=${await lab.room('ben')}`)
    expect(answer).toMatchObject({ status: 404, body: { code: 'ROOM_NOT_FOUND' } })
    expect(JSON.parse(await lab.chat.reading.read({ do: 'sample', at: 0 }))).toMatchObject({ mismatches: [] })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
