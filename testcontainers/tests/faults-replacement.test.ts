import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { engineContainer, successor } from '../src/engine-container.ts'
import { GatewayControl } from '../src/gateway-control.ts'
import { password, type StartedBartabStack } from '../src/started-bartab-stack.ts'
import { SteadyLoad } from '../src/steady-load.ts'

let stack: StartedBartabStack
let room: string
const tokens: string[] = []
beforeAll(async () => {
  stack = await new BartabStack().start()
  const owner = await stack.owner()
  room = (await owner.rooms.create({ name: 'moving', kind: 'public' })).room_id
  for (const name of ['ann', 'bob', 'cleo', 'dan']) tokens.push(await tokenOf(await stack.member(name), name))
})
afterAll(() => stack?.[Symbol.asyncDispose]())

async function tokenOf(member: Client, username: string): Promise<string> {
  await member.rooms.join(room)
  const answer = await fetch(`${stack.gatewayUrl}/auth/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

describe('the replacement of a service under 200 requests a second', () => {
  it.each(['chat', 'media', 'auth'])('%s: no request fails', async (service) => {
    const control = await GatewayControl.open(stack)
    await using next = await successor(stack, service)
    const load = new SteadyLoad({ url: stack.gatewayUrl, tokens, room })
    await sleep(1_000)
    expect(await control.call('PUT', `/services/${service}/hold`, { longest_ms: 30_000 })).toMatchObject({
      drained: true,
    })
    const old = await engineContainer(stack, service)
    await old.stop()
    await next.container.start()
    await control.call('PUT', `/services/${service}`, { origins: [`http://${service}:8080`], ready_timeout_ms: 30_000 })
    await control.call('DELETE', `/services/${service}/hold`)
    await sleep(1_000)
    await load.stop()
    expect(load.answered).toBeGreaterThan(100)
    expect(load.failures).toEqual([])
    // back to the first container, for the next round and the end
    await next.container.stop()
    await old.start()
    await expect.poll(async () => (await fetch(`${stack.gatewayUrl}/readyz`)).status, { timeout: 30_000 }).toBe(200)
  })
})

describe('a restart of the gateway', () => {
  it('brings 2,000 clients back at once, and each is answered', async () => {
    const clients = 2_000
    const refused = new Set<number>()
    let back = 0
    const poll = async (n: number): Promise<void> => {
      const headers = { authorization: `Bearer ${tokens[n % tokens.length]}` }
      for (;;) {
        try {
          const answer = await fetch(`${stack.gatewayUrl}/chat/v1/rooms`, { headers })
          await answer.text()
          if (answer.status === 200) break
          refused.add(answer.status)
        } catch {
          // the gateway is not there yet
        }
        await sleep(100)
      }
      back += 1
    }
    const gateway = await engineContainer(stack, 'gateway')
    await gateway.stop()
    const all = Array.from({ length: clients }, (_, n) => poll(n))
    await gateway.start()
    await Promise.all(all)
    expect(back).toBe(clients)
    // a service may not be known to be well in the first moment; nobody is turned away for being one of many
    expect([...refused].filter((status) => status < 500)).toEqual([])
  })
})
