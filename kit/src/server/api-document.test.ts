import { EmptyBody, Ulid } from '@bartab/sdk/schemas'
import { Type } from '@bartab/sdk/type'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { testServer } from './test-server.fixture.ts'

interface Document {
  paths: Record<string, Record<string, object>>
  components: { schemas: object }
}

async function document() {
  const { app } = await testServer()
  const params = Type.Object({ room_id: Ulid })
  app.put(
    '/test/v1/rooms/:room_id',
    { config: { scope: 'chat:write' }, schema: { params, body: EmptyBody, response: { 200: EmptyBody } } },
    async () => ({}),
  )
  const querystring = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1 })) })
  app.get('/test/v1/open', { config: { scope: 'public' }, schema: { querystring } }, async () => ({}))
  const answer = await app.inject('/test/v1/openapi.json')
  return answer.json() as Document
}

test('it is OpenAPI 3.1 by the standard itself', async () => {
  expect(await new Validator().validate({ ...(await document()) })).toMatchObject({ valid: true })
})

test('a route states its path, its scope, its parameters and its body as the schema that validates it', async () => {
  const { paths } = await document()
  expect(Object.keys(paths)).toEqual(['/test/v1/rooms/{room_id}', '/test/v1/open'])
  expect(paths['/test/v1/rooms/{room_id}']?.['put']).toMatchObject({
    security: [{ token: ['chat:write'] }],
    parameters: [{ name: 'room_id', in: 'path', required: true, schema: { $ref: '#/components/schemas/Ulid' } }],
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/EmptyBody' } } } },
    responses: { 200: { description: 'OK' }, default: { description: expect.stringContaining('code') } },
  })
  expect(paths['/test/v1/open']?.['get']).toMatchObject({
    security: [{}],
    parameters: [{ name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } }],
  })
})

test('a published schema is written once, and so is each that it refers to', async () => {
  const { components } = await document()
  expect(Object.keys(components.schemas)).toEqual(['EmptyBody', 'ProblemDocument', 'Ulid'])
})
