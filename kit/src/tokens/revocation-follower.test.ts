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

beforeEach(async () => {
  answers = []
  asked = []
  errors = []
  server = createServer((request, response) => {
    const since = new URL(request.url as string, 'http://x').searchParams.get('since')
    asked.push(since)
    const body = answers.shift()?.(since)
    // no answer prepared: hold the poll
    if (body !== undefined) response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  list = new RevocationList({ clock: () => 5_000 })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/revocations`
  follower = new RevocationFollower({ url, list, random: () => 0, onError: (error) => errors.push(error) })
})

afterEach(() => {
  follower.stop()
  server.closeAllConnections()
  server.close()
})

test('what the feed says is applied, and the next poll goes on from its cursor', async () => {
  answers.push(() => JSON.stringify({ next: 'c1', revoked: [] }))
  answers.push(() => JSON.stringify({ next: 'c2', revoked: [entry] }))
  expect(follower.heard).toBe(false)
  follower.start()
  await vi.waitFor(() => expect(asked).toEqual([null, 'c1', 'c2']))
  expect(follower.heard).toBe(true)
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
  follower.stop()
  server.close()
  await closed
  expect(errors).toEqual([])
})
