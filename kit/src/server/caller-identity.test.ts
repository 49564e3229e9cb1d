import { Problem } from '@bartab/sdk/problems'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodClaims } from '../tokens/mint.fixture.ts'
import { callerIfAny } from './caller-identity.ts'
import { testServer } from './test-server.fixture.ts'

type Server = Awaited<ReturnType<typeof testServer>>
let server: Server
let ran: string[]

beforeAll(async () => {
  server = await testServer()
  ran = []
  const { app } = server
  for (const [url, scope] of [
    ['/public', 'public'],
    ['/authenticated', 'authenticated'],
    ['/read', 'chat:read'],
    ['/admin', ['chat:read', 'chat:admin']],
  ] as const) {
    app.get(url, { config: { scope } }, async (request) => {
      ran.push(url)
      return { user: callerIfAny(request)?.userId ?? null }
    })
  }
  app.get('/wrong-password', { config: { scope: 'public' } }, async () => {
    throw new Problem('LOGIN_FAILED')
  })
})
afterAll(() => server.app.close())

const alice = goodClaims.sub
const rows = [
  { url: '/public', as: 'nobody', status: 200, user: null },
  { url: '/public', as: 'alice', status: 200, user: alice },
  { url: '/public', as: 'a forger', status: 401, code: 'TOKEN_INVALID' },
  { url: '/public', as: 'a client', status: 200, user: null },
  { url: '/authenticated', as: 'nobody', status: 401, code: 'TOKEN_MISSING' },
  { url: '/authenticated', as: 'a client', status: 401, code: 'TOKEN_MISSING' },
  { url: '/authenticated', as: 'alice', status: 200, user: alice },
  { url: '/read', as: 'nobody', status: 401, code: 'TOKEN_MISSING' },
  { url: '/read', as: 'a forger', status: 401, code: 'TOKEN_INVALID' },
  { url: '/read', as: 'an empty token', status: 401, code: 'TOKEN_INVALID' },
  { url: '/read', as: 'alice', status: 200, user: alice },
  { url: '/admin', as: 'alice', status: 403, code: 'SCOPE_MISSING', detail: 'chat:admin' },
]

async function credentials(who: string): Promise<Record<string, string>> {
  switch (who) {
    case 'alice':
      return { authorization: await server.bearer() }
    case 'a forger':
      return { authorization: `${(await server.bearer()).slice(0, -8)}AAAAAAAA` }
    case 'a client':
      return { authorization: 'Basic b3BlcmF0b3I6eA==' }
    case 'an empty token':
      return { authorization: 'Bearer ' }
    default:
      return {}
  }
}

test.each(rows)('$as at $url gets $status $code', async ({ url, as, status, code, user, detail }) => {
  ran = []
  const answer = await server.app.inject({ url, headers: await credentials(as) })
  expect(answer.statusCode).toBe(status)
  if (code === undefined) expect(answer.json()).toEqual({ user })
  else expect(answer.json()).toMatchObject({ code, ...(detail === undefined ? {} : { detail }) })
  expect(ran).toEqual(status === 200 ? [url] : [])
})

test('a refusal says how to authenticate', async () => {
  const missing = await server.app.inject('/read')
  expect(missing.headers['www-authenticate']).toBe('Bearer')
  const forged = await server.app.inject({ url: '/read', headers: await credentials('a forger') })
  expect(forged.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
})

test('a refusal that no token would mend does not ask for one', async () => {
  const app = server.app
  expect((await app.inject('/wrong-password')).statusCode).toBe(401)
  expect((await app.inject('/wrong-password')).headers).not.toHaveProperty('www-authenticate')
})

test('the scheme is read in any case', async () => {
  const authorization = (await server.bearer()).replace('Bearer', 'bearer')
  expect((await server.app.inject({ url: '/read', headers: { authorization } })).statusCode).toBe(200)
})

test('a token in the query is nobody', async () => {
  const token = (await server.bearer()).slice(7)
  expect((await server.app.inject(`/read?access_token=${token}`)).json()).toMatchObject({ code: 'TOKEN_MISSING' })
})

test('a HEAD request needs the same scope as its GET', async () => {
  expect((await server.app.inject({ method: 'HEAD', url: '/read' })).statusCode).toBe(401)
})

test('an identity header is not believed', async () => {
  const headers = { 'x-bartab-user-id': alice, 'x-user-id': alice }
  expect((await server.app.inject({ url: '/public', headers })).json()).toEqual({ user: null })
})

test('a route that does not state its scope cannot be registered, in a plugin neither', async () => {
  const { app } = await testServer()
  expect(() => app.get('/forgotten', async () => 'x')).toThrow('GET /forgotten does not state its scope')
  app.register(async (plugin) => {
    plugin.get('/also', async () => 'x')
  })
  await expect(app.ready()).rejects.toThrow('GET /also does not state its scope')
})

test('a server without a verifier takes public routes only', async () => {
  const { app } = await testServer({ verifier: undefined as never })
  expect(() => app.get('/read', { config: { scope: 'chat:read' } }, async () => 'x')).toThrow('needs a token verifier')
})
