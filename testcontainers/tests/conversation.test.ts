import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { firstMessage } from '../src/first-message.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

describe('two people in a room', () => {
  let stack: StartedBartabStack
  let owner: Client
  let ann: Client
  let eve: Client

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
    ann = await stack.member('ann')
    eve = await stack.member('eve')
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  async function privateRoom(): Promise<string> {
    const { room_id } = await owner.rooms.create({ name: 'kitchen', kind: 'private' })
    const { user_id } = await ann.auth.me()
    await owner.rooms.invite(room_id, user_id)
    await ann.rooms.join(room_id)
    return room_id
  }

  it('a message reaches a poll that was held before it was sent', async () => {
    const room = await privateRoom()
    const held = firstMessage(ann, room)
    await held.polling
    const { event_id } = await owner.messages.send(room, 'the soup is ready')
    expect(await held.message).toMatchObject({ event_id, content: { body: 'the soup is ready' } })
  })

  it('both read the same history, in the same order', async () => {
    const room = await privateRoom()
    for (const [who, what] of [
      [owner, 'one'],
      [ann, 'two'],
      [owner, 'three'],
    ] as const) {
      await who.messages.send(room, what)
    }
    const bodies = async (who: Client) =>
      (await who.messages.page(room, { limit: 50 })).chunk
        .filter(({ type }) => type === 'm.room.message')
        .map(({ content }) => content['body'])
    expect(await bodies(owner)).toEqual(['three', 'two', 'one'])
    expect(await bodies(ann)).toEqual(['three', 'two', 'one'])
  })

  it('a write repeated with its transaction id stands once', async () => {
    const room = await privateRoom()
    const first = await owner.messages.send(room, 'once', { txnId: 'txn-1' })
    const again = await owner.messages.send(room, 'once', { txnId: 'txn-1' })
    expect(again.event_id).toBe(first.event_id)
    const { chunk } = await ann.messages.page(room, { limit: 50 })
    expect(chunk.filter(({ content }) => content['body'] === 'once')).toHaveLength(1)
  })

  it('an outsider learns nothing of a room and changes nothing in it', async () => {
    const room = await privateRoom()
    expect((await owner.rooms.get(room)).room_id).toBe(room)
    const refused = { code: 'ROOM_NOT_FOUND', status: 404 }
    await expect(eve.rooms.get(room)).rejects.toMatchObject(refused)
    await expect(eve.messages.send(room, 'let me in')).rejects.toMatchObject(refused)
    await expect(eve.rooms.join(room)).rejects.toMatchObject(refused)
    await expect(eve.messages.page(room)).rejects.toMatchObject(refused)
    const { chunk } = await owner.messages.page(room, { limit: 50 })
    expect(chunk.filter(({ content }) => content['body'] === 'let me in')).toEqual([])
  })

  it('an invite that is used up lets nobody else in', async () => {
    const { code } = await owner.invites.create({ max_uses: 1 })
    const register = (username: string) =>
      stack.client().auth.register({ invite: code, username, password: 'correct horse battery staple' })
    await register('bob')
    await expect(register('mallory')).rejects.toMatchObject({ code: 'INVITE_USED_UP' })
    const { users } = await owner.people.page()
    expect(users.map(({ username }) => username)).toContain('bob')
    expect(users.map(({ username }) => username)).not.toContain('mallory')
  })

  it('whoever registers by an invite with rooms is in them', async () => {
    const { room_id } = await owner.rooms.create({ name: 'garden', kind: 'private' })
    const { code } = await owner.invites.create({ max_uses: 1, room_ids: [room_id] })
    const tom = stack.client()
    await tom.auth.register({ invite: code, username: 'tom', password: 'correct horse battery staple' })
    await expect
      .poll(async () => (await tom.rooms.list()).rooms.map((room) => room.room_id), { timeout: 10_000 })
      .toContain(room_id)
  })
})
