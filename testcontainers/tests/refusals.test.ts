import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { type RawAnswer, rawCall } from '../src/raw-call.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

interface Row {
  name: string
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
  token?: 'owner' | 'none' | 'forged' | 'unsigned'
  status: number
  code: string
}

const unknownId = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const deep = `${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}`

describe('bad input through the gateway', () => {
  let stack: StartedBartabStack
  let owner: Client
  let room: string

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
    room = (await owner.rooms.create({ name: 'kitchen', kind: 'private' })).room_id
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  const rows = (): Row[] => [
    { name: 'no token', path: '/chat/v1/rooms', token: 'none', status: 401, code: 'TOKEN_MISSING' },
    { name: 'a forged signature', path: '/chat/v1/rooms', token: 'forged', status: 401, code: 'TOKEN_INVALID' },
    { name: 'alg none', path: '/auth/v1/me', token: 'unsigned', status: 401, code: 'TOKEN_INVALID' },
    {
      name: 'a forged token at media',
      path: `/media/v1/media/${unknownId}`,
      token: 'forged',
      status: 401,
      code: 'TOKEN_INVALID',
    },
    { name: 'an unknown call', path: '/chat/v1/nothing', status: 404, code: 'ROUTE_NOT_FOUND' },
    { name: 'a malformed id', path: '/chat/v1/rooms/not-an-id', status: 400, code: 'PARAMETER_INVALID' },
    { name: 'an unknown room', path: `/chat/v1/rooms/${unknownId}`, status: 404, code: 'ROOM_NOT_FOUND' },
    { name: 'an unknown file', path: `/media/v1/media/${unknownId}`, status: 404, code: 'MEDIA_NOT_FOUND' },
    { name: 'an encoded slash', path: '/chat/v1/rooms%2f..%2fx', status: 400, code: 'PATH_INVALID' },
    { name: 'a dot segment', path: '/chat/v1/%2e%2e/auth/v1/me', status: 400, code: 'PATH_INVALID' },
    ...[
      { name: 'not JSON', body: '{"name":', status: 400, code: 'BODY_NOT_JSON' },
      { name: 'a wrong type', body: '{"name":7,"kind":"private"}', status: 400, code: 'BODY_INVALID' },
      {
        name: 'an unknown field',
        body: '{"name":"x","kind":"private","colour":"red"}',
        status: 400,
        code: 'BODY_INVALID',
      },
      { name: 'a missing field', body: '{"name":"x"}', status: 400, code: 'BODY_INVALID' },
      {
        name: 'very deep JSON',
        body: `{"name":"x","kind":"private","topic":${deep}}`,
        status: 400,
        code: 'BODY_INVALID',
      },
      { name: 'far too much', body: `{"name":"${'x'.repeat(3_000_000)}"}`, status: 413, code: 'BODY_TOO_LARGE' },
    ].map((row) => ({ ...row, method: 'POST', path: '/chat/v1/rooms' })),
    {
      name: 'a form where JSON belongs',
      method: 'POST',
      path: '/chat/v1/rooms',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=x',
      status: 415,
      code: 'CONTENT_TYPE_UNSUPPORTED',
    },
    {
      name: 'a reaction key of a megabyte',
      method: 'POST',
      path: `/chat/v1/rooms/${room}/events`,
      body: `{"type":"m.reaction","txn_id":"r","content":{"m.relates_to":{"key":"${'k'.repeat(1_000_000)}"}}}`,
      status: 413,
      code: 'BODY_TOO_LARGE',
    },
    {
      name: 'a NUL in a message',
      method: 'POST',
      path: `/chat/v1/rooms/${room}/messages`,
      body: '{"txn_id":"t","content":{"msgtype":"m.text","body":"a\\u0000b"}}',
      status: 400,
      code: 'CONTENT_NOT_TEXT',
    },
  ]

  async function call({ method = 'GET', path, headers = {}, body, token = 'owner' }: Row): Promise<RawAnswer> {
    const own = await owner.session.accessToken()
    const [head, payload, signature = ''] = own.split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
    const tokens = {
      owner: own,
      forged: `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      unsigned: `${none}.${payload}.`,
      none: undefined,
    }
    const authorization = tokens[token] === undefined ? {} : { authorization: `Bearer ${tokens[token]}` }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return rawCall(stack.gatewayUrl, path, { method, headers: { ...type, ...authorization, ...headers }, body })
  }

  it('each gets its coded problem, and nothing changes', async () => {
    const before = await owner.rooms.list()
    expect(before.rooms).toHaveLength(1)
    const wrong: unknown[] = []
    for (const row of rows()) {
      const answer = await call(row)
      const problem = JSON.parse(answer.body) as Record<string, unknown>
      const complete = answer.contentType?.startsWith('application/problem+json') && problem['fix']
      if (answer.status !== row.status || problem['code'] !== row.code || !complete || !problem['request_id']) {
        wrong.push({ row: row.name, status: answer.status, type: answer.contentType, problem })
      }
    }
    expect(wrong).toEqual([])
    expect(await owner.rooms.list()).toEqual(before)
    const { chunk } = await owner.messages.page(room, { limit: 50 })
    expect(chunk.filter(({ type }) => type === 'm.room.message')).toEqual([])
  })

  it('no header that names somebody is believed', async () => {
    const { user_id } = await owner.auth.me()
    const answer = await fetch(`${stack.gatewayUrl}/auth/v1/me`, {
      headers: { 'x-bartab-user': user_id, 'x-bartab-roles': 'owner', 'x-forwarded-user': user_id },
    })
    expect(answer.status).toBe(401)
    await answer.arrayBuffer()
  })
})
