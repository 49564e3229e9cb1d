import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Caller } from '@bartab/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatRooms } from './chat-rooms.ts'

const roomId = '01J00000000000000000000BAR'
const ann = { userId: 'ann', token: 'a.b.c' } as Caller
let chat: Server
let rooms: ChatRooms
let answer: { status: number; body: string }
let asked: { url: string | undefined; authorization: string | undefined; requestId: unknown }

beforeAll(async () => {
  chat = createServer((request, response) => {
    asked = {
      url: request.url,
      authorization: request.headers.authorization,
      requestId: request.headers['x-request-id'],
    }
    if (answer.status !== 0) response.writeHead(answer.status).end(answer.body)
  })
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve))
  rooms = new ChatRooms({ origin: `http://127.0.0.1:${(chat.address() as AddressInfo).port}`, timeoutMs: 300 })
})
beforeEach(() => {
  answer = { status: 200, body: '{"membership":"join"}' }
})
afterAll(() => {
  chat.closeAllConnections()
  chat.close()
})

test('chat is asked with the token of the caller and the id of the request', async () => {
  expect(await rooms.isMember(roomId, ann, { 'x-request-id': 'r1' })).toBe(true)
  expect(asked).toEqual({ url: `/chat/v1/rooms/${roomId}`, authorization: 'Bearer a.b.c', requestId: 'r1' })
})

test.each([
  ['a public room that the caller is not in', 200, '{"membership":"leave"}'],
  ['an invitation not yet taken', 200, '{"membership":"invite"}'],
  ['a ban', 200, '{"membership":"ban"}'],
  ['a room that is not there', 404, '{}'],
  ['a token that may not read chat', 403, '{}'],
])('%s is no membership', async (_name, status, body) => {
  answer = { status, body }
  expect(await rooms.isMember(roomId, ann)).toBe(false)
})

test.each([
  ['an error', 500, 'CHAT_UNREACHABLE'],
  ['a redirect', 302, 'CHAT_UNREACHABLE'],
  ['silence', 0, 'CHAT_UNREACHABLE'],
  ['too many requests', 429, 'CHAT_UNREACHABLE'],
  ['a session that has ended', 401, 'TOKEN_INVALID'],
])('%s is not taken for an answer', async (_name, status, code) => {
  answer = { status, body: '{"membership":"join"}' }
  await expect(rooms.isMember(roomId, ann)).rejects.toMatchObject({ code })
})

test.each(['{"membership":"joined"}', '{}', 'not json', '[]'])(
  'an answer that is no room (%s) grants nothing',
  async (body) => {
    answer = { status: 200, body }
    await expect(rooms.isMember(roomId, ann)).rejects.toMatchObject({ code: 'CHAT_UNREACHABLE' })
  },
)

test('chat that is not there grants nothing', async () => {
  const nobody = new ChatRooms({ origin: 'http://127.0.0.1:1', timeoutMs: 300 })
  await expect(nobody.isMember(roomId, ann)).rejects.toMatchObject({ code: 'CHAT_UNREACHABLE' })
})

test('chat that is handed over to another process meanwhile is asked again', async () => {
  const before = createServer().listen(0, '127.0.0.1')
  await once(before, 'listening')
  const { port } = before.address() as AddressInfo
  before.close()
  await once(before, 'close')
  const patient = new ChatRooms({ origin: `http://127.0.0.1:${port}`, timeoutMs: 20_000 })
  const asking = patient.isMember(roomId, ann)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const after = createServer((_, response) => response.end('{"membership":"join"}')).listen(port, '127.0.0.1')
  expect(await asking).toBe(true)
  after.closeAllConnections()
  after.close()
})
