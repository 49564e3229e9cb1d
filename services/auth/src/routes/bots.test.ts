import type { BotCredentials, BotList, ClientTokenAnswer } from '@bartab/sdk/schemas'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'

async function botWith(auth: AuthUnderTest, token: string): Promise<BotCredentials> {
  const answer = await auth.call<BotCredentials>('POST', '/bots', { token, body: { name: 'echo' } })
  expect(answer.status).toBe(201)
  return answer.body
}

function tokenOf(auth: AuthUnderTest, { client_id, client_secret }: BotCredentials) {
  const form = { grant_type: 'client_credentials', client_id, client_secret }
  return auth.call<ClientTokenAnswer & { error?: string }>('POST', '/oauth2/token', { form })
}

describe('a bot', () => {
  it('gets its token with the secret that was shown once', async () => {
    await using auth = await AuthUnderTest.start()
    const operator = await auth.operator()
    const bot = await botWith(auth, operator)
    const { status, body } = await tokenOf(auth, bot)
    expect(status).toBe(200)
    expect(body).toMatchObject({ user_id: bot.bot_id, scope: 'bot chat:read chat:write media:read media:write' })
    expect(await auth.standing(body.access_token)).toBe(200)
    const list = await auth.call<BotList>('GET', '/bots', { token: operator })
    expect(list.body.bots).toMatchObject([{ bot_id: bot.bot_id, name: 'echo', created_by: 'operator' }])
    expect(JSON.stringify(list.body)).not.toContain(bot.client_secret)
  })

  it('has two valid secrets at a time; a third ends the oldest and the tokens it gave', async () => {
    await using auth = await AuthUnderTest.start()
    const operator = await auth.operator()
    const first = await botWith(auth, operator)
    const old = (await tokenOf(auth, first)).body.access_token
    const renew = () => auth.call<BotCredentials>('POST', `/bots/${first.bot_id}/secret`, { token: operator })
    const second = (await renew()).body
    expect([(await tokenOf(auth, first)).status, (await tokenOf(auth, second)).status]).toEqual([200, 200])
    const third = (await renew()).body
    expect((await tokenOf(auth, first)).body.error).toBe('invalid_client')
    expect(await auth.standing(old)).toBe('TOKEN_REVOKED')
    expect([(await tokenOf(auth, second)).status, (await tokenOf(auth, third)).status]).toEqual([200, 200])
  })

  it('that was removed is dead: its token, its secret, its entry', async () => {
    await using auth = await AuthUnderTest.start()
    const operator = await auth.operator()
    const bot = await botWith(auth, operator)
    const { access_token } = (await tokenOf(auth, bot)).body
    expect((await auth.call('DELETE', `/bots/${bot.bot_id}`, { token: operator })).status).toBe(204)
    expect(await auth.standing(access_token)).toBe('TOKEN_REVOKED')
    expect((await tokenOf(auth, bot)).body.error).toBe('invalid_client')
    expect((await auth.call<BotList>('GET', '/bots', { token: operator })).body.bots).toEqual([])
    const again = await auth.call('DELETE', `/bots/${bot.bot_id}`, { token: operator })
    expect(again).toMatchObject({ status: 404, body: { code: 'BOT_NOT_FOUND' } })
  })

  it('never gets more than the role of bots allows', async () => {
    await using auth = await AuthUnderTest.start()
    const token = await auth.operator()
    const answer = await auth.call('POST', '/bots', { token, body: { name: 'echo', scopes: ['auth:admin'] } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'ROLE_BEYOND_YOURS' } })
    expect(auth.store.users.byName('echo')).toBeUndefined()
  })

  it('needs a name that is free', async () => {
    await using auth = await AuthUnderTest.start()
    const { access_token: token } = await auth.owner()
    const answer = await auth.call('POST', '/bots', { token, body: { name: 'olga' } })
    expect(answer).toMatchObject({ status: 409, body: { code: 'USERNAME_TAKEN' } })
    expect(auth.store.clients.bots()).toEqual([])
  })
})
