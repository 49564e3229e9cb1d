import { text } from 'node:stream/consumers'
import { Type } from '@bartab/sdk/type'
import { describe, expect, test } from 'vitest'
import { testServer } from './test-server.fixture.ts'

async function server() {
  const { app, bearer } = await testServer()
  const calls = { made: 0 }
  const config = { scope: 'authenticated' } as const
  const make = async () => {
    calls.made += 1
    return {}
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    app.route({ method, url: '/keys', config, handler: make })
  app.post('/keys/:id', { config, schema: { params: Type.Object({ id: Type.String() }) } }, make)
  app.post('/notes', { config, schema: { body: Type.Object({ a: Type.Integer() }) } }, make)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    scope.post('/files', { config: { ...config, body: 'raw' } }, async (request) => await text(request.body as never))
  })
  const authorization = await bearer()
  const send = async (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: string) =>
    await app.inject({
      method,
      url,
      headers: { authorization, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(payload === undefined ? {} : { payload }),
    })
  return { send, calls }
}

describe.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s on a route that declares no body', (method) => {
  test.each(['{"a":1}', '[]', '[1]', '7', '"x"', 'true'])('%s is refused and nothing is done', async (payload) => {
    const { send, calls } = await server()
    const answer = await send(method, '/keys', payload)
    expect([answer.statusCode, answer.json().code, calls.made]).toEqual([400, 'BODY_INVALID', 0])
  })

  test.each([undefined, '', '{}'])('%s is fine', async (payload) => {
    const { send, calls } = await server()
    expect((await send(method, '/keys', payload)).statusCode).toBe(200)
    expect(calls.made).toBe(1)
  })
})

test('the field that is too much is named, beside a schema for the path', async () => {
  const { send, calls } = await server()
  expect((await send('POST', '/keys/7', '{"a":1}')).json().detail).toBe('a is not a field of this call')
  expect((await send('POST', '/keys/7')).statusCode).toBe(200)
  expect(calls.made).toBe(1)
})

test('a declared body is still required', async () => {
  const { send, calls } = await server()
  expect((await send('POST', '/notes')).json().code).toBe('BODY_INVALID')
  expect((await send('POST', '/notes', '')).json().code).toBe('BODY_NOT_JSON')
  expect((await send('POST', '/notes', '{"a":1}')).statusCode).toBe(200)
  expect(calls.made).toBe(1)
})

test('a route that reads its body itself is given it', async () => {
  const { send } = await server()
  expect((await send('POST', '/files', '{"a":1}')).body).toBe('{"a":1}')
})
