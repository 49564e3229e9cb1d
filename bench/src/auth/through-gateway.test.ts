import { createHash, randomBytes } from 'node:crypto'
import type { CreatedClient, TokenAnswer } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revocationToRefusal } from './revocation.ts'
import { password, type Stage, startStage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await startStage(2)
}, 60_000)
afterAll(() => stage[Symbol.asyncDispose]())

describe('auth behind a real gateway', () => {
  it('ends a session: the gateway refuses its token before it would have died', { timeout: 60_000 }, async () => {
    expect(await revocationToRefusal(stage, 0)).toBeGreaterThan(0)
  })

  it('disables an account: the gateway refuses its token', { timeout: 60_000 }, async () => {
    const [, person] = stage.people as [TokenAnswer, TokenAnswer]
    const call = () => fetch(`${stage.gateway}/chat/v1/rooms`, { headers: bearer(person.access_token) })
    expect((await call()).status).toBe(200)
    const act = await fetch(`${stage.gateway}/auth/v1/users/${person.user_id}`, {
      method: 'PATCH',
      headers: { ...bearer(await stage.operator()), 'content-type': 'application/json' },
      body: JSON.stringify({ disabled: true }),
    })
    expect(act.status).toBe(200)
    await expect.poll(async () => (await call()).status).toBe(401)
  })

  it('shows its pages under its own security headers, and completes a login without scripts', async () => {
    const client = await application()
    const verifier = randomBytes(32).toString('base64url')
    const login = await fetch(`${stage.gateway}/auth/v1/oauth2/authorize?${request(client.client_id, verifier)}`)
    const policy =
      "default-src 'none'; style-src 'self'; form-action 'self' https://app.example; base-uri 'none'; frame-ancestors 'none'"
    expect(login.headers.get('content-security-policy')).toBe(policy)
    expect(login.headers.get('referrer-policy')).toBe('same-origin')
    expect(login.headers.get('x-frame-options')).toBe('DENY')
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const page = await login.text()
    const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(page) ?? []
    expect((await fetch(stage.gateway + sheet)).headers.get('content-type')).toMatch(/^text\/css/)

    const consent = await send(page, cookie, { username: 'person0', password })
    expect(consent.status).toBe(200)
    const decided = await send(await consent.text(), cookie, { decision: 'allow' })
    expect(decided.status).toBe(303)
    const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const tokens = await exchange(client, code, verifier)
    const info = await fetch(`${stage.gateway}/auth/v1/oauth2/userinfo`, { headers: bearer(tokens.access_token) })
    expect(await info.json()).toEqual({ sub: stage.people[0]?.user_id })
  })
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function application(): Promise<CreatedClient> {
  const answer = await fetch(`${stage.gateway}/auth/v1/clients`, {
    method: 'POST',
    headers: { ...bearer(await stage.operator()), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'App', redirect_uris: ['https://app.example/cb'], scopes: ['openid'] }),
  })
  expect(answer.status).toBe(201)
  return (await answer.json()) as CreatedClient
}

function request(client_id: string, verifier: string): URLSearchParams {
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const redirect_uri = 'https://app.example/cb'
  return new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    code_challenge,
    code_challenge_method: 'S256',
  })
}

function send(page: string, cookie: string, typed: Record<string, string>): Promise<Response> {
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page) ?? []
  const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(page) ?? []
  return fetch(stage.gateway + action, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: stage.gateway, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ ticket, ...typed }),
  })
}

async function exchange(client: CreatedClient, code: string, code_verifier: string): Promise<TokenAnswer> {
  const { client_id, client_secret = '' } = client
  const answer = await fetch(`${stage.gateway}/auth/v1/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id,
      client_secret,
      code,
      code_verifier,
      redirect_uri: 'https://app.example/cb',
    }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as TokenAnswer
}
