import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { AuthUnderTest } from '../../test/auth-under-test.ts'
import { RoomJoiner } from './room-joiner.ts'

const room = '01J00000000000000000000000'

/** Chat, as far as the joiner sees it: what it answers, and what it was asked. */
class ChatDouble {
  readonly asked: string[] = []
  answers: (number | Error)[] = []

  async invite(token: string, roomId: string, userId: string): Promise<number> {
    return this.#answer(`${this.#who(token)} invites ${userId} to ${roomId}`)
  }

  async join(token: string, roomId: string): Promise<number> {
    return this.#answer(`${this.#who(token)} joins ${roomId}`)
  }

  #who(token: string): string {
    const { sub, scope, exp = 0, iat = 0 } = decodeJwt(token)
    expect(exp - iat).toBe(30)
    return `${sub} (${scope})`
  }

  #answer(question: string): number {
    this.asked.push(question)
    const answer = this.answers.shift() ?? 200
    if (answer instanceof Error) throw answer
    return answer
  }
}

async function joinerOf(auth: AuthUnderTest) {
  const owner = await auth.owner()
  const mia = await auth.person(owner.access_token, 'mia', { room_ids: [room] })
  const chat = new ChatDouble()
  return { owner, mia, chat, joiner: new RoomJoiner({ ...auth.deps, chat }) }
}

describe('the room joiner', () => {
  it('invites in the name of the inviter and joins in the name of the new member, once', async () => {
    await using auth = await AuthUnderTest.start()
    const { owner, mia, chat, joiner } = await joinerOf(auth)
    await joiner.runDue()
    await joiner.runDue()
    expect(chat.asked).toEqual([
      `${owner.user_id} (chat:write) invites ${mia.user_id} to ${room}`,
      `${mia.user_id} (chat:write) joins ${room}`,
    ])
  })

  it('speaks for nobody whose account was deleted or disabled meanwhile', async () => {
    await using auth = await AuthUnderTest.start()
    const { owner, mia, chat, joiner } = await joinerOf(auth)
    const admin = await auth.person(owner.access_token, 'adam', { role: 'admin' })
    const ann = await auth.person(admin.access_token, 'ann', { room_ids: [room] })
    const token = owner.access_token
    expect((await auth.call('DELETE', `/users/${mia.user_id}`, { token })).status).toBe(204)
    await auth.call('PATCH', `/users/${admin.user_id}`, { token, body: { disabled: true } })
    await joiner.runDue()
    expect(chat.asked).toEqual([`${ann.user_id} (chat:write) joins ${room}`])
    expect(auth.store.roomJoins.nextTs()).toBeUndefined()
  })

  it('joins also where nobody may invite, as in a public room', async () => {
    await using auth = await AuthUnderTest.start()
    const { chat, joiner } = await joinerOf(auth)
    chat.answers = [403, 200]
    await joiner.runDue()
    expect(chat.asked).toHaveLength(2)
    expect(auth.store.roomJoins.nextTs()).toBeUndefined()
  })

  it.each([new Error('connection refused'), 503, 429])(
    'tries again later, ever more seldom, after %s',
    async (failure) => {
      await using auth = await AuthUnderTest.start()
      const { chat, joiner } = await joinerOf(auth)
      chat.answers = [failure, failure]
      await joiner.runDue()
      expect(auth.store.roomJoins.nextTs()).toBe(auth.now + 1_000)
      await joiner.runDue()
      expect(chat.asked).toHaveLength(1)
      auth.now += 1_000
      await joiner.runDue()
      expect(auth.store.roomJoins.nextTs()).toBe(auth.now + 2_000)
      auth.now += 2_000
      await joiner.runDue()
      expect(auth.store.roomJoins.nextTs()).toBeUndefined()
    },
  )

  it('gives up a room that is gone', async () => {
    await using auth = await AuthUnderTest.start()
    const { chat, joiner } = await joinerOf(auth)
    chat.answers = [404, 404]
    await joiner.runDue()
    expect(auth.store.roomJoins.nextTs()).toBeUndefined()
  })
})
