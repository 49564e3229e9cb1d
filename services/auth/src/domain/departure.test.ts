import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'
import { runDepartures } from './departure.ts'

async function withDeleted(auth: AuthUnderTest): Promise<{ userId: string; asked: string[]; answers: number[] }> {
  const { access_token: token } = await auth.owner()
  const { user_id: userId } = await auth.person(token, 'mia')
  const [asked, answers] = [[] as string[], [] as number[]]
  auth.chat.depart = async (by, whom) => {
    const { sub, scope } = decodeJwt(by)
    asked.push(`${sub} (${scope}) takes ${whom} out`)
    const answer = answers.shift() ?? 200
    if (answer === 0) throw new TypeError('fetch failed')
    return answer
  }
  await runDepartures(auth.deps)
  expect(asked).toEqual([])
  expect((await auth.call('DELETE', `/users/${userId}`, { token })).status).toBe(204)
  return { userId, asked, answers }
}

describe('the departure of a deleted account', () => {
  it('ends its memberships in chat, once, and at once', async () => {
    await using auth = await AuthUnderTest.start()
    const { userId, asked } = await withDeleted(auth)
    expect(auth.chatWorkAnnounced).toBe(2)
    await runDepartures(auth.deps)
    await runDepartures(auth.deps)
    expect(asked).toEqual([`operator (chat:admin) takes ${userId} out`])
  })

  it('is tried again when chat is away, also after a restart', async () => {
    await using auth = await AuthUnderTest.start()
    const { asked, answers } = await withDeleted(auth)
    answers.push(0, 503)
    await runDepartures(auth.deps)
    await runDepartures(auth.deps)
    expect(asked).toHaveLength(1)
    auth.now += 1_000
    await runDepartures(auth.deps)
    expect(asked).toHaveLength(2)
    auth.now += 2_000
    const again = await auth.reopened()
    for (let time = 0; time < 2; time++) await runDepartures({ ...again.deps, chat: auth.chat })
    await again.app.close()
    again.store.close()
    expect(asked).toHaveLength(3)
  })

  it('is the same for a bot that is removed', async () => {
    await using auth = await AuthUnderTest.start()
    const { asked } = await withDeleted(auth)
    const token = await auth.operator()
    const bot = await auth.call<{ bot_id: string }>('POST', '/bots', { token, body: { name: 'echo' } })
    expect((await auth.call('DELETE', `/bots/${bot.body.bot_id}`, { token })).status).toBe(204)
    await runDepartures(auth.deps)
    expect(asked.at(-1)).toContain(bot.body.bot_id)
  })
})
