import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { SigningKeySummary } from '@bartab/sdk/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askBot } from '../src/ask-bot.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { password } from '../src/started-bartab-stack.ts'
import { until } from '../src/until.ts'

const echo = resolve(import.meta.dirname, '../../bots/echo')

describe('the operator of a stack without Docker', () => {
  let stack: OperatedStack

  beforeAll(async () => {
    stack = await OperatedStack.start('process')
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  async function register(code: string, username: string) {
    const person = stack.client()
    await person.auth.register({ invite: code, username, password })
    return person
  }

  it('makes an invite that lets in as many as it says, and that piped is the link alone', async () => {
    const link = new URL((await stack.print('invite', '--uses', '1')).trim())
    const code = new URLSearchParams(link.hash.split('?')[1]).get('code') ?? ''
    await register(code, 'ann')
    await expect(register(code, 'eve')).rejects.toMatchObject({ code: 'INVITE_USED_UP' })
  })

  it('withdraws an invite before it was used', async () => {
    const { code, invite_id } = await stack.json<{ code: string; invite_id: string }>('invite', '--note', 'a mistake')
    await stack.print('invite', 'revoke', invite_id)
    expect(await stack.print('invite', 'list')).toContain('revoked')
    await expect(register(code, 'eve')).rejects.toMatchObject({ code: 'INVITE_REVOKED' })
  })

  it('disables an account at once, and gives it back', async () => {
    const { code } = await stack.json<{ code: string }>('invite')
    const bob = await register(code, 'bob')
    const headers = { authorization: `Bearer ${await bob.session.accessToken()}` }
    const standing = async () => (await fetch(`${stack.url}/chat/v1/rooms`, { headers })).status
    expect(await standing()).toBe(200)
    await stack.print('admin', 'disable', 'bob')
    await until("bob's token to be refused", async () => ((await standing()) === 401 ? true : undefined))
    await expect(stack.client().auth.login({ username: 'bob', password })).rejects.toMatchObject({
      code: 'ACCOUNT_DISABLED',
    })
    await stack.print('admin', 'enable', 'bob')
    await stack.print('admin', 'role', 'bob', 'admin')
    const again = await stack.client().auth.login({ username: 'bob', password })
    expect(again.scope).toContain('auth:admin')
    expect(await stack.failure('admin', 'role', 'nobody', 'admin')).toMatchObject({
      code: 'USER_NOT_FOUND',
      exit_code: 1,
    })
  })

  it('shows what a command would do, and does not do it', async () => {
    const before = await stack.json<{ invites: unknown[] }>('invite', 'list')
    expect(await stack.json('invite', '--dry-run')).toMatchObject({ dry_run: true, actions: [{ do: 'create-invite' }] })
    expect(await stack.json<{ invites: unknown[] }>('invite', 'list')).toEqual(before)
    expect(await stack.json('keys', 'rotate', '--dry-run')).toMatchObject({ actions: [{ do: 'create' }, {}, {}] })
    expect((await stack.json<{ keys: unknown[] }>('keys', 'list')).keys).toHaveLength(1)
  })

  it('adds a bot from its folder, which answers; takes it away, and its token is dead', async () => {
    const { bot } = await stack.json<{ bot: { bot_id: string } }>('bot', 'add', 'echo', '--path', echo)
    const answer = await askBot(stack.owner, bot.bot_id, '/echo hello')
    expect(answer.content).toMatchObject({ body: 'hello' })
    expect(await stack.json('status')).toMatchObject({ bots: [{ name: 'bot-echo', state: 'running' }] })
    expect(await stack.failure('bot', 'add', 'echo', '--path', echo)).toMatchObject({ code: 'BOT_EXISTS' })
    expect(await stack.failure('bot', 'remove', 'echo')).toMatchObject({ code: 'NOT_CONFIRMED', exit_code: 64 })
    expect(await stack.json('bot', 'remove', 'echo', '--yes')).toMatchObject({
      token: { status: 401, code: 'TOKEN_REVOKED' },
    })
    expect(await stack.json('bot', 'list')).toMatchObject({ bots: [] })
    expect(await stack.json('status')).toMatchObject({ bots: [] })
  })

  it('hands out credentials for a bot that runs elsewhere, in a file for their owner alone', async () => {
    const file = join(stack.home, 'far.json')
    await stack.print('bot', 'add', 'far', '--remote', '--out', file, '--scopes', 'bot,chat:read')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { client_id, client_secret, gateway_url } = JSON.parse(readFileSync(file, 'utf8'))
    expect(gateway_url).toBe(stack.url)
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
    const token = await fetch(`${stack.url}/auth/v1/oauth2/token`, { method: 'POST', body: form })
    expect(await token.json()).toMatchObject({ scope: 'bot chat:read' })
  })

  it('rotates the keys though it is killed on the way; no second key is made, and nobody is logged out', async () => {
    const before = await stack.owner.session.accessToken()
    const killed = await stack.run(['keys', 'rotate'], {
      onStderr: (text, child) => {
        if (text.includes('is published')) child.kill('SIGKILL')
      },
    })
    expect(killed.code).toBeNull()
    const keys = async () => (await stack.json<{ keys: SigningKeySummary[] }>('keys', 'list')).keys
    expect((await keys()).map(({ state }) => state)).toEqual(['standby', 'active'])
    const { active } = await stack.json<{ active: string }>('keys', 'rotate', '--lock-wait', '5')
    expect((await keys()).map(({ state }) => state)).toEqual(['active', 'retiring'])
    expect((await keys())[0]?.kid).toBe(active)
    expect(await stack.json('keys', 'rotate')).toMatchObject({ active, rotated: false })
    const me = await fetch(`${stack.url}/auth/v1/me`, { headers: { authorization: `Bearer ${before}` } })
    expect(me.status).toBe(200)
  })
})
