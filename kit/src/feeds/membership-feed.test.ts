import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type MembershipFeed, MembershipFollower } from './membership-feed.ts'

let server: Server
let answers: (MembershipFeed | object)[]
let asked: (string | null)[]
let heard: MembershipFeed[]
let follower: MembershipFollower

beforeEach(async () => {
  ;[answers, asked, heard] = [[], [], []]
  server = createServer((request, response) => {
    asked.push(new URL(request.url as string, 'http://x').searchParams.get('since'))
    const answer = answers.shift()
    if (answer !== undefined) response.end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/memberships`
  follower = new MembershipFollower({ url, random: () => 0, onNews: (feed) => heard.push(feed) })
})

afterEach(async () => {
  await follower.stop()
  server.closeAllConnections()
  server.close()
})

test('news is passed on in order, silence is not, and what is no feed is passed over', async () => {
  const reset = { next: 'b.1', changes: [], reset: true }
  const left = { next: 'b.2', changes: [{ room_id: 'r', user_id: 'u', member: false }] }
  answers.push(reset, { next: 'b.1', changes: [] }, { next: 7 }, left)
  follower.start()
  await vi.waitFor(() => expect(asked).toEqual([null, 'b.1', 'b.1', 'b.1', 'b.2']), { timeout: 4_000 })
  expect(heard).toEqual([reset, left])
  expect(follower).toMatchObject({ heard: true, connected: true })
})
