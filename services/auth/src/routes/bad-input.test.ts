import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuthUnderTest, ownerToken, password } from '../../test/auth-under-test.ts'

let auth: AuthUnderTest
let token: string

beforeAll(async () => {
  auth = await AuthUnderTest.start()
  token = (await auth.owner()).access_token
})
afterAll(() => auth[Symbol.asyncDispose]())

const somebody = '01J00000000000000000000000'
const person = { username: 'mia', password }

/** Every call that takes a body, with one that it would take. */
const sound: [method: 'POST' | 'PATCH', path: string, body: Record<string, unknown>][] = [
  ['POST', '/bootstrap', { token: ownerToken, ...person }],
  ['POST', '/register', { invite: 'code', ...person }],
  ['POST', '/login', person],
  ['POST', '/invites', { max_uses: 1 }],
  ['POST', '/bots', { name: 'echo' }],
  ['PATCH', '/me', { display_name: 'Mia' }],
  ['POST', '/me/password', { current_password: password, new_password: password }],
  ['PATCH', `/users/${somebody}`, { disabled: true }],
]

function everything(): string {
  const { users, invites, clients, audit, sessions } = auth.store
  const [owner] = users.page(undefined, 9)
  const live = sessions.liveOf(owner?.userId ?? '', auth.now)
  return JSON.stringify([users.page(undefined, 9), invites.all(), clients.bots(), audit.last(), live])
}

describe('bad input', () => {
  for (const [method, path, body] of sound) {
    const [field = ''] = Object.keys(body)
    it.each([
      ['an unknown field', { ...body, is_admin: true }, 'BODY_INVALID'],
      ['a field of a wrong type', { ...body, [field]: { $gt: '' } }, 'BODY_INVALID'],
      ['a list', [body], 'BODY_INVALID'],
    ])(`${method} ${path.replace(somebody, '{id}')} refuses %s and changes nothing`, async (_what, bad, code) => {
      const before = everything()
      expect(await auth.call(method, path, { token, body: bad })).toMatchObject({ status: 400, body: { code } })
      expect(everything()).toBe(before)
    })
  }

  it.each([
    ['malformed JSON', 'application/json', '{"username":', 400, 'BODY_NOT_JSON'],
    ['no body', 'application/json', '', 400, 'BODY_NOT_JSON'],
    ['a form', 'application/x-www-form-urlencoded', 'username=mia', 415, 'CONTENT_TYPE_UNSUPPORTED'],
    ['too much', 'application/json', JSON.stringify({ username: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE'],
  ])('login refuses %s', async (_what, type, payload, status, code) => {
    const headers = { 'content-type': type }
    const answer = await auth.app.inject({ method: 'POST', url: '/auth/v1/login', payload, headers })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code })
  })

  it.each(['/users/me', '/users/01j00000000000000000000000', '/users/..%2f', '/me/sessions/1'])(
    'a malformed id is refused: %s',
    async (path) => {
      const answer = await auth.call(path.startsWith('/me') ? 'DELETE' : 'GET', path, { token })
      expect(answer.status).toBe(400)
      expect(answer.body.code).toBe('PARAMETER_INVALID')
    },
  )

  it.each(['/users?limit=0', '/users?limit=501', '/users?limit=x', '/users?order=name', '/audit?from=-1'])(
    'a malformed query is refused: %s',
    async (path) => {
      expect(await auth.call('GET', path, { token })).toMatchObject({ status: 400, body: { code: 'QUERY_INVALID' } })
    },
  )

  it('every route that is not public refuses a request without a token', async () => {
    const routes: [Parameters<typeof auth.call>[0], string][] = [
      ['GET', '/me'],
      ['PATCH', '/me'],
      ['POST', '/me/password'],
      ['GET', '/me/sessions'],
      ['DELETE', `/me/sessions/${somebody}`],
      ['POST', '/logout'],
      ['GET', '/users'],
      ['GET', `/users/${somebody}`],
      ['PATCH', `/users/${somebody}`],
      ['POST', '/invites'],
      ['GET', '/invites'],
      ['DELETE', `/invites/${somebody}`],
      ['POST', '/bots'],
      ['GET', '/bots'],
      ['POST', `/bots/${somebody}/secret`],
      ['DELETE', `/bots/${somebody}`],
      ['GET', '/keys'],
      ['POST', '/keys'],
      ['POST', '/keys/kid/activate'],
      ['POST', '/keys/kid/retire'],
      ['POST', '/keys/kid/revoke'],
      ['GET', '/audit'],
    ]
    for (const [method, path] of routes) {
      const answer = await auth.call(method, path)
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 401, 'TOKEN_MISSING'])
    }
  })
})
