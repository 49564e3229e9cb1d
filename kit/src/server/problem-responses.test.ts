import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Problem } from '@bartab/sdk/problems'
import { Type } from '@bartab/sdk/type'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testServer } from './test-server.fixture.ts'

type Server = Awaited<ReturnType<typeof testServer>>
let server: Server
let ran: number

const Note = Type.Object(
  {
    body: Type.String({ maxLength: 5 }),
    stars: Type.Optional(Type.Integer()),
    kind: Type.Optional(Type.Union([Type.Literal('public'), Type.Literal('private'), Type.Literal('direct')])),
    until: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    style: Type.Optional(Type.Literal('plain')),
    tags: Type.Optional(Type.Array(Type.Enum(['red', 'green']))),
  },
  { additionalProperties: false },
)
const failures: Record<string, unknown> = {
  defect: new TypeError('cannot read password hunter2 of undefined'),
  text: 'a thrown text: hunter2',
  disk: Object.assign(new Error('hunter2'), { code: 'ENOSPC' }),
  sqlite: Object.assign(new Error('hunter2'), { code: 'SQLITE_FULL' }),
  foreign: Object.assign(new Error('hunter2'), { statusCode: 418 }),
  drained: new Problem('DRAINING', {
    headers: { 'retry-after': '1' },
    members: { hint: 'x' },
    detail: 'soon',
    cause: new Error('hunter2'),
  }),
}

beforeAll(async () => {
  ran = 0
  server = await testServer({ bodyLimit: 200 })
  const { app } = server
  const open = { scope: 'public' as const }
  app.post('/notes', { config: open, schema: { body: Note } }, async (request) => {
    ran += 1
    return { body: request.body.body }
  })
  const querystring = Type.Object(
    { limit: Type.Optional(Type.Integer({ maximum: 100 })), all: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  )
  const params = Type.Object({ id: Type.Integer() })
  app.get('/notes/:id', { config: open, schema: { querystring, params } }, async (request) => ({
    ...request.query,
    ...request.params,
  }))
  app.get('/fail/:how', { config: open }, async (request) => {
    throw failures[(request.params as { how: string }).how]
  })
})
afterAll(() => server.app.close())

interface Row {
  name: string
  url?: string
  body?: string
  type?: string
  status: number
  code: string
  detail?: string
}
const big = JSON.stringify({ body: 'x'.repeat(500) })
const rows: Row[] = [
  {
    name: 'an unknown field',
    body: '{"body":"hi","colour":"red"}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'colour is not a field of this call',
  },
  { name: 'a missing field', body: '{}', status: 400, code: 'BODY_INVALID', detail: 'body is missing' },
  {
    name: 'a number where text is due',
    body: '{"body":7}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'body must be string',
  },
  {
    name: 'text where a number is due',
    body: '{"body":"hi","stars":"7"}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'stars must be integer',
  },
  {
    name: 'two faults',
    body: '{"body":"too long","x":1}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'x is not a field of this call; body must NOT have more than 5 characters',
  },
  { name: 'no body at all', status: 400, code: 'BODY_INVALID' },
  { name: 'a list for a body', body: '[]', status: 400, code: 'BODY_INVALID', detail: 'the body must be an object' },
  {
    name: 'null for a body',
    body: 'null',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'the body must be an object',
  },
  {
    name: 'a value that is none of several',
    body: '{"body":"hi","kind":"secret"}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'kind must be one of public, private, direct',
  },
  {
    name: 'a value of neither type',
    body: '{"body":"hi","until":"noon"}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'until must be integer or null',
  },
  {
    name: 'another value than the only one',
    body: '{"body":"hi","style":"bold"}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'style must be plain',
  },
  {
    name: 'a value in a list that is not in the set',
    body: '{"body":"hi","tags":["red","blue"]}',
    status: 400,
    code: 'BODY_INVALID',
    detail: 'tags.1 must be one of red, green',
  },
  { name: 'half a document', body: '{"body":', status: 400, code: 'BODY_NOT_JSON' },
  { name: 'an empty document', body: '', type: 'application/json', status: 400, code: 'BODY_NOT_JSON' },
  { name: 'a poisoned prototype', body: '{"body":"hi","__proto__":{"x":1}}', status: 400, code: 'BODY_NOT_JSON' },
  { name: 'a large body', body: big, status: 413, code: 'BODY_TOO_LARGE' },
  { name: 'plain text', body: 'hi', type: 'text/plain', status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
  {
    name: 'a form',
    body: 'body=hi',
    type: 'application/x-www-form-urlencoded',
    status: 415,
    code: 'CONTENT_TYPE_UNSUPPORTED',
  },
  { name: 'a content type that is none', body: 'hi', type: 'nonsense', status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
  { name: 'no such path', url: '/nowhere?secret=hunter2', status: 404, code: 'ROUTE_NOT_FOUND' },
  { name: 'a path with a broken escape', url: '/notes/%ff', status: 400, code: 'PATH_INVALID' },
  {
    name: 'a path parameter of the wrong form',
    url: '/notes/abc',
    status: 400,
    code: 'PARAMETER_INVALID',
    detail: 'id must be integer',
  },
  {
    name: 'a query parameter of the wrong form',
    url: '/notes/1?limit=ten',
    status: 400,
    code: 'QUERY_INVALID',
    detail: 'limit must be integer',
  },
  {
    name: 'a query parameter out of range',
    url: '/notes/1?limit=101',
    status: 400,
    code: 'QUERY_INVALID',
    detail: 'limit must be <= 100',
  },
  {
    name: 'an unknown query parameter',
    url: '/notes/1?x=1',
    status: 400,
    code: 'QUERY_INVALID',
    detail: 'x is not a field of this call',
  },
  { name: 'a query parameter twice', url: '/notes/1?limit=1&limit=2', status: 400, code: 'QUERY_INVALID' },
  { name: 'a defect', url: '/fail/defect', status: 500, code: 'INTERNAL' },
  { name: 'a thrown text', url: '/fail/text', status: 500, code: 'INTERNAL' },
  { name: 'an error of a library with a status of its own', url: '/fail/foreign', status: 500, code: 'INTERNAL' },
  { name: 'a full disk', url: '/fail/disk', status: 507, code: 'STORAGE_FULL' },
  { name: 'a full database', url: '/fail/sqlite', status: 507, code: 'STORAGE_FULL' },
  { name: 'a problem', url: '/fail/drained', status: 503, code: 'DRAINING', detail: 'soon' },
]

describe('problem+json', () => {
  test.each(rows)(
    '$name is answered with $code and changes nothing',
    async ({ url, body, type, status, code, detail }) => {
      const before = ran
      const answer = await server.app.inject({
        method: url === undefined ? 'POST' : 'GET',
        url: url ?? '/notes',
        headers: {
          'x-request-id': 'req-1',
          ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: body }),
      })
      expect(answer.json()).toMatchObject({
        status,
        code,
        type: `urn:bartab:problem:${code}`,
        request_id: 'req-1',
        instance: (url ?? '/notes').split('?')[0],
      })
      expect(answer.statusCode).toBe(status)
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(answer.headers['x-request-id']).toBe('req-1')
      if (detail !== undefined) expect(answer.json().detail).toBe(detail)
      expect(answer.body).not.toMatch(/hunter2|\.ts|stack|node_modules/)
      expect(ran).toBe(before)
    },
  )

  test('a problem brings its headers and members', async () => {
    const answer = await server.app.inject('/fail/drained')
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json()).toMatchObject({ hint: 'x' })
  })

  test('the faults are also there one by one, at most twenty, and never with the value', async () => {
    const fields = Object.fromEntries(Array.from({ length: 22 }, (_, n) => [`x${n}`, 1]))
    const answer = await server.app.inject({ method: 'POST', url: '/notes', payload: { ...fields } })
    expect(answer.json().errors).toHaveLength(20)
    expect(answer.json().errors[0]).toEqual({ field: 'body', message: 'is missing' })
  })

  test('a defect is logged with its cause', async () => {
    await server.app.inject({ url: '/fail/defect', headers: { 'x-request-id': 'defect-1' } })
    const line = server.log().find((entry) => entry.request_id === 'defect-1' && entry.level === 50)
    expect(line).toMatchObject({
      msg: 'failed',
      err: { type: 'TypeError', stack: expect.stringContaining('problem-responses.test.ts') },
    })
  })

  test('good requests pass: bodies as sent, numbers and switches read out of the query', async () => {
    const posted = await server.app.inject({ method: 'POST', url: '/notes', payload: { body: 'hi' } })
    expect(posted.json()).toEqual({ body: 'hi' })
    const got = await server.app.inject('/notes/7?limit=5&all=true')
    expect(got.json()).toEqual({ id: 7, limit: 5, all: true })
  })
})

test('a body with half a million faults is refused by its first', async () => {
  const { app } = await testServer()
  app.post('/list', { config: { scope: 'public' }, schema: { body: Type.Array(Type.String()) } }, async () => 'x')
  const answer = await app.inject({ method: 'POST', url: '/list', payload: new Array(500_000).fill(1) })
  expect(answer.json()).toMatchObject({ code: 'BODY_INVALID', errors: [{ field: '0', message: 'must be string' }] })
  expect(answer.json().errors).toHaveLength(1)
})

test('a field that no form of a call has is named once', async () => {
  const { app } = await testServer()
  const form = (name: string) => Type.Object({ [name]: Type.String() }, { additionalProperties: false })
  const body = Type.Union([form('url'), form('name')])
  app.post('/either', { config: { scope: 'public' }, schema: { body } }, async () => 'x')
  const answer = await app.inject({ method: 'POST', url: '/either', payload: { name: 'x', colour: 'red' } })
  const colour = answer.json().errors.filter(({ field }: { field: string }) => field === 'colour')
  expect(colour).toEqual([{ field: 'colour', message: 'is not a field of this call' }])
})

test('a body that is not UTF-8 is refused', async () => {
  const payload = Buffer.concat([Buffer.from('{"body":"'), Buffer.from([0xff]), Buffer.from('"}')])
  const headers = { 'content-type': 'application/json' }
  const answer = await server.app.inject({ method: 'POST', url: '/notes', payload, headers })
  expect(answer.json()).toMatchObject({ code: 'BODY_NOT_JSON', detail: 'it is not UTF-8' })
})

describe('bytes that are no HTTP request', () => {
  test.each([
    ['nonsense', 'hello there\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    [
      'a length and chunks at once',
      'POST /notes HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'REQUEST_MALFORMED',
    ],
    ['headers of 64 KiB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(65_536)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('%s get a coded problem too', async (_name, bytes, status, code) => {
    if (!server.app.server.listening) await server.app.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(bytes)
    const answer = await text(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ code, status })
  })
})
