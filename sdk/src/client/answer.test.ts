import { expect, test } from 'vitest'
import { Problem } from '../problems/index.ts'
import { readJson } from './answer.ts'
import { json, problem } from './testing/scripted-world.ts'

const failureOf = (response: Response) =>
  readJson(response).then(
    () => expect.fail('the answer was taken for a good one'),
    (error: unknown) => error,
  )

test('a problem keeps what the server said about this occurrence', async () => {
  const answer = json(
    {
      type: 'urn:bartab:problem:MFA_REQUIRED',
      title: 'A second factor is needed',
      status: 401,
      code: 'MFA_REQUIRED',
      detail: 'ann has one',
      fix: 'Send a code.',
      instance: '/auth/v1/login',
      request_id: 'r-9',
      mfa_token: 't',
      methods: ['totp'],
    },
    401,
    { 'retry-after': '3' },
  )
  const error = await failureOf(answer)
  expect(error).toBeInstanceOf(Problem)
  expect(error).toMatchObject({ code: 'MFA_REQUIRED', status: 401, detail: 'ann has one', fix: 'Send a code.' })
  expect(error).toMatchObject({ members: { mfa_token: 't', methods: ['totp'], request_id: 'r-9' } })
  expect(error).toMatchObject({ headers: { 'retry-after': '3' } })
})

test('a code that this version does not know is kept as it came', async () => {
  expect(await failureOf(problem(418, 'TEAPOT_FROM_THE_FUTURE'))).toMatchObject({
    code: 'TEAPOT_FROM_THE_FUTURE',
    status: 418,
  })
})

test("a refused grant in OAuth's form ends the session", async () => {
  const answer = json({ error: 'invalid_grant', error_description: 'used before' }, 400)
  expect(await failureOf(answer)).toMatchObject({ code: 'SESSION_ENDED', status: 400, detail: 'used before' })
})

test.each([
  [500, 'server_error', 'INTERNAL'],
  [503, 'temporarily_unavailable', 'INTERNAL'],
  [429, 'temporarily_unavailable', 'RATE_LIMITED'],
])("a %i in OAuth's form says nothing about the token", async (status, error, code) => {
  const failure = await failureOf(json({ error, error_description: 'restarting' }, status, { 'retry-after': '2' }))
  expect(failure).toMatchObject({ code, status, detail: 'restarting', headers: { 'retry-after': '2' } })
  expect(failure).not.toMatchObject({ fix: 'Log in again.' })
})

test('a page of somebody else is not taken for an answer', async () => {
  const page = () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } })
  expect(await failureOf(page())).toMatchObject({ code: 'ANSWER_INVALID' })
  const gone = new Response('Bad gateway', { status: 502, statusText: 'Bad Gateway' })
  expect(await failureOf(gone)).toMatchObject({ code: 'ANSWER_INVALID', status: 502, detail: '502 Bad Gateway' })
})

test('an answer without content is undefined', async () => {
  expect(await readJson(new Response(null, { status: 204 }))).toBeUndefined()
})
