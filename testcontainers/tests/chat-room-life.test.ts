import type { Client } from '@bartab/sdk/client'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { sessionLabels } from '../src/session.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

describe("a room's life, through the gateway", () => {
  let stack: StartedBartabStack
  let owner: Client
  let ann: Client
  let room: string

  beforeAll(async () => {
    stack = await new BartabStack({ config: { webhooks: { outgoing: true, hosts: ['receiver'] } } }).start()
    owner = await stack.owner()
    ann = await stack.member('ann')
    room = (await owner.rooms.create({ name: 'kitchen', kind: 'public' })).room_id
  })
  afterAll(() => stack?.[Symbol.asyncDispose]())

  it('a message is found by its words, by those in the room alone', async () => {
    const { event_id } = await owner.messages.send(room, 'the marmalade is on the shelf')
    const found = await owner.messages.search({ q: 'marmal' })
    expect(found.results.map(({ event }) => event.event_id)).toEqual([event_id])
    expect((await ann.messages.search({ q: 'marmalade' })).results).toEqual([])
    await ann.rooms.join(room)
    expect((await ann.messages.search({ q: 'marmalade' })).results).toHaveLength(1)
  })

  it('an incoming webhook posts without a token, and its secret is in no log', async () => {
    const { url = '', webhook_id } = await owner.webhooks.create(room, { name: 'CI' })
    const posted = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'build 7 is green' }),
    })
    expect(posted.status).toBe(201)
    const [newest] = (await ann.messages.page(room, { limit: 1 })).chunk
    expect(newest).toMatchObject({ sender: webhook_id, content: { body: 'build 7 is green' } })
    const secret = url.split('/').at(-1) ?? ''
    expect(secret.length).toBeGreaterThan(20)
    for (const service of ['gateway', 'chat']) expect(await stack.logs(service)).not.toContain(secret)
  })

  it('an outgoing webhook reaches a host that is allowed, by a network on which chat alone is', async () => {
    await using receiver = await receiverOn(`${stack.name}-egress`)
    const { webhook_id } = await owner.webhooks.create(room, { url: 'http://receiver:9000/in' })
    const { event_id } = await owner.messages.send(room, 'for those outside')
    const arrived = async () => expect(await outcome(webhook_id)).toMatchObject({ event_id, status: 204 })
    await vi.waitFor(arrived, { timeout: 20_000, interval: 100 })
    const ask = 'fetch("http://gateway:8080/healthz").then(() => console.log("reached"), () => console.log("no way"))'
    expect((await receiver.exec(['node', '-e', ask])).output.trim()).toBe('no way')
  })

  const outcome = async (webhookId: string) => (await owner.webhooks.deliveries(room, webhookId))[0]

  it('projections made again beside the running chat are the same', async () => {
    const rebuild = await stack.container('chat').exec(['node', 'services/chat/src/rebuild.ts'])
    expect(JSON.parse(rebuild.output)).toMatchObject({ mismatches: [], applied: false })
    expect(rebuild.exitCode).toBe(0)
  })

  it('what was removed is not found, and has no versions', async () => {
    const { event_id } = await ann.messages.send(room, 'a slip of the tongue')
    await ann.messages.edit(room, event_id, 'a slip of the pen')
    expect(await owner.messages.versions(room, event_id)).toHaveLength(2)
    await ann.messages.redact(room, event_id)
    expect(await owner.messages.versions(room, event_id)).toEqual([])
    expect((await owner.messages.search({ q: 'slip' })).results).toEqual([])
  })
})

/** Somebody who takes what webhooks bring. */
async function receiverOn(network: string): Promise<StartedTestContainer> {
  const serve = 'require("http").createServer((_, a) => a.writeHead(204).end()).listen(9000, () => console.log("up"))'
  return new GenericContainer('bartab/bot:0.1.0')
    .withNetworkMode(network)
    .withNetworkAliases('receiver')
    .withLabels(sessionLabels())
    .withAutoCleanup(false)
    .withCommand(['-e', serve])
    .withWaitStrategy(Wait.forLogMessage('up'))
    .start()
}
