import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RevocationFollower } from './revocation-follower.ts'
import { RevocationList } from './revocation-list.ts'

const caller = { tokenId: 't', sessionId: 's', userId: 'u', keyId: 'k', issuedAt: 1_000 }
const entry = { kind: 'sid', value: 's', revoked_ts: 2_000, expires_ts: 9_000 }
let server: Server
let answers: ((since: string | null) => string | undefined)[]
let asked: (string | null)[]
let list: RevocationList
let follower: RevocationFollower
let errors: unknown[]
let holds: (string | null)[]

beforeEach(async () => {
  answers = []
  asked = []
  errors = []
  holds = []
  server = createServer((request, response) => {
    const url = new URL(request.url as string, 'http://x')
    const since = url.searchParams.get('since')
    asked.push(since)
    holds.push(url.searchParams.get('timeout'))
    const body = answers.shift()?.(since)
    // no answer prepared: hold the poll
    if (body !== undefined) response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  list = new RevocationList({ clock: () => 5_000 })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/revocations`
  follower = new RevocationFollower({ url, list, random: () => 0, onLost: (error) => errors.push(error) })
})

afterEach(async () => {
  await follower.stop()
  server.closeAllConnections()
  server.close()
})

test('what the feed says is applied, and the next poll goes on from its cursor', async () => {
  answers.push(() => JSON.stringify({ next: 'c1', revoked: [] }))
  answers.push(() => JSON.stringify({ next: 'c2', revoked: [entry] }))
  expect(follower.heard).toBe(false)
  follower.start()
  await vi.waitFor(() => expect(asked).toEqual([null, 'c1', 'c2']))
  expect(follower).toMatchObject({ heard: true, connected: true })
  expect(holds).toEqual(['0', '25000', '25000'])
  expect(list.has(caller)).toBe(true)
  expect(errors).toEqual([])
})

test.each([
  ['not JSON', '{'],
  ['another form', '{"next":7}'],
])('an answer that is %s is passed over and asked for again', async (_name, nonsense) => {
  answers.push(() => nonsense)
  answers.push(() => JSON.stringify({ next: 'c1', revoked: [entry] }))
  follower.start()
  await vi.waitFor(() => expect(list.has(caller)).toBe(true))
  expect(errors).toHaveLength(1)
})

test('a held poll ends when the follower stops', async () => {
  follower.start()
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  const closed = new Promise((resolve) => server.once('close', resolve))
  await follower.stop()
  server.close()
  await closed
  expect(errors).toEqual([])
})

test('while the feed is lost the follower says so once, and takes it up again where it was', async () => {
  answers.push(() => JSON.stringify({ next: 'c1', revoked: [] }))
  answers.push(() => 'lost')
  answers.push(() => 'lost')
  answers.push(() => JSON.stringify({ next: 'c2', revoked: [entry] }))
  follower.start()
  await vi.waitFor(() => expect(errors).toHaveLength(1))
  expect(follower).toMatchObject({ heard: true, connected: false })
  await vi.waitFor(() => expect(list.has(caller)).toBe(true), { timeout: 4_000 })
  expect(asked.slice(0, 4)).toEqual([null, 'c1', 'c1', 'c1'])
  expect(errors).toHaveLength(1)
})
