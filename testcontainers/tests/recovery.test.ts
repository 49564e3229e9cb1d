import type { Client } from '@bartab/sdk/client'
import { Problem } from '@bartab/sdk/problems'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

const senders = 8
const messagesEach = 40

describe('a service that is killed', () => {
  let stack: StartedBartabStack
  let owner: Client
  let room: string

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
    room = (await owner.rooms.create({ name: 'storm', kind: 'private' })).room_id
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  async function sendAll(sender: number, acknowledged: string[]): Promise<void> {
    for (let n = 0; n < messagesEach; n += 1) {
      const body = `${sender}:${n}`
      await untilAccepted(() => owner.messages.send(room, body, { txnId: `t-${sender}-${n}` }))
      acknowledged.push(body)
    }
  }

  async function untilAccepted<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await act()
      } catch (error) {
        if (!(error instanceof Problem) || error.status < 500 || attempt > 20) throw error
      }
    }
  }

  it('comes back by itself, with every acknowledged message there once and in order', async () => {
    const acknowledged: string[] = []
    const sending = Promise.all(Array.from({ length: senders }, (_, sender) => sendAll(sender, acknowledged)))
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(40)
    const before = acknowledged.length
    await stack.crash('chat')
    await sending
    expect(before).toBeLessThan(senders * messagesEach)
    expect(await stack.restarts('chat')).toBe(1)

    const bodies: string[] = []
    for await (const { chunk } of owner.messages.pages(room, { dir: 'b', limit: 100 })) {
      bodies.push(
        ...chunk.filter(({ type }) => type === 'm.room.message').map(({ content }) => String(content['body'])),
      )
    }
    bodies.reverse()
    expect(bodies.toSorted()).toEqual(acknowledged.toSorted())
    for (let sender = 0; sender < senders; sender += 1) {
      const own = bodies.filter((body) => body.startsWith(`${sender}:`))
      expect(own).toEqual(Array.from({ length: messagesEach }, (_, n) => `${sender}:${n}`))
    }
  })

  it('people with valid tokens go on while auth is away, and auth comes back', async () => {
    await stack.crash('auth')
    await owner.messages.send(room, 'still here')
    await expect.poll(() => stack.restarts('auth'), { timeout: 20_000 }).toBe(1)
    await expect.poll(async () => (await owner.auth.me()).username, { timeout: 20_000 }).toBe('owner')
  })
})
