import type { ServerResponse } from 'node:http'
import type { Revocation } from '@bartab/kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UpstreamServer } from '../testing/upstream-server.ts'
import { RevocationFollower } from './revocation-follower.ts'

const ended: Revocation = { kind: 'sid', value: 's1', revoked_ts: 1, expires_ts: 2 }
let auth: UpstreamServer
let follower: RevocationFollower
let heard: Revocation[]
let lost: number
beforeEach(async () => {
  auth = await UpstreamServer.start()
  heard = []
  lost = 0
  follower = new RevocationFollower({
    origin: auth.origin,
    list: { apply: ({ revoked }) => void heard.push(...revoked) },
    maxPauseMs: 20,
    random: () => 0,
    onLost: () => {
      lost += 1
    },
  })
})
afterEach(async () => {
  await follower.stop()
  await auth.stop()
})

const feed = (response: ServerResponse, next: string, revoked: Revocation[] = []) =>
  response.end(JSON.stringify({ next, revoked }))

describe('following the feed of revocations', () => {
  it('asks for all at once, then holds a question from where the last answer ended', async () => {
    let held: ServerResponse | undefined
    auth.answer = (request, response) => {
      if (request.url?.includes('since')) held = response
      else feed(response, 'a/1', [ended])
    }
    follower.start()
    await expect.poll(() => held).toBeDefined()
    expect(heard).toEqual([ended])
    expect(follower.connected).toBe(true)
    expect(auth.seen.map(({ url }) => url)).toEqual([
      '/revocations?timeout=0',
      '/revocations?timeout=25000&since=a%2F1',
    ])
    if (held !== undefined) feed(held, 'a/2', [{ ...ended, value: 's2' }])
    await expect.poll(() => heard.length).toBe(2)
    await expect.poll(() => auth.last.url).toContain('since=a%2F2')
  })

  it.each([
    ['an error', (response: ServerResponse) => response.writeHead(500).end('{}')],
    ['another form', (response: ServerResponse) => response.end('{"revoked":"all"}')],
    ['a cut connection', (response: ServerResponse) => response.destroy()],
  ])('comes back after %s, saying once that it was lost', async (_name, fail) => {
    let failures = 0
    auth.answer = (request, response) => {
      failures += 1
      if (failures <= 3) fail(response)
      else if (!request.url?.includes('since')) feed(response, '1', [ended])
    }
    follower.start()
    expect(follower.connected).toBe(false)
    await expect.poll(() => heard).toEqual([ended])
    expect([lost, follower.connected]).toEqual([1, true])
  })

  it('stops at once while a question is held', async () => {
    let closed = false
    auth.answer = (request, response) => {
      if (request.url?.includes('since')) response.on('close', () => (closed = true))
      else feed(response, '1')
    }
    follower.start()
    await expect.poll(() => auth.seen.length).toBe(2)
    await follower.stop()
    await expect.poll(() => closed).toBe(true)
    expect(auth.seen).toHaveLength(2)
  })
})
