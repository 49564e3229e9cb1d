import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { sessionLabels } from '../src/session.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'

const probe = `
const [host, port] = process.argv.slice(1)
const socket = require('net').connect({ host, port: Number(port), timeout: 3000 })
socket.on('connect', () => { console.log('reached'); process.exit() })
socket.on('timeout', () => { console.log('timeout'); process.exit() })
socket.on('error', (error) => { console.log(error.code); process.exit() })`

// side by side: where no name server answers, each look-up of an unknown name takes ten seconds
describe.concurrent('a container on the bots network', () => {
  let stack: StartedBartabStack
  let bot: StartedTestContainer
  let host: Server
  let hostPort: number

  beforeAll(async () => {
    host = createServer((_, answer) => answer.end()).listen(0, '0.0.0.0')
    await once(host, 'listening')
    hostPort = (host.address() as AddressInfo).port
    stack = await new BartabStack().start()
    bot = await new GenericContainer('bartab/bot:0.1.0')
      .withNetworkMode(`${stack.name}-bots`)
      .withLabels(sessionLabels())
      .withAutoCleanup(false)
      .withCommand(['-e', 'console.log("up"); setInterval(() => {}, 1000)'])
      .start()
  })
  afterAll(async () => {
    await bot?.stop({ timeout: 0 })
    await stack?.[Symbol.asyncDispose]()
    host.close()
  })

  const reach = async (name: string, port: number): Promise<string> =>
    (await bot.exec(['node', '-e', probe, name, String(port)])).output.trim()

  const hostAddresses = (): string[] =>
    Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal)
      .map((address) => address?.address ?? '')

  it('reaches the gateway', async () => {
    expect(await reach('gateway', 8080)).toBe('reached')
  })

  it.each([
    ['auth', 8080],
    ['chat', 8080],
    ['media', 8080],
    ['gateway', 9090],
    ['auth-internal', 9090],
    ['gateway-internal', 9090],
  ])('does not reach %s at %i', async (name, port) => {
    expect(await reach(name, port)).not.toBe('reached')
  })

  it('does not reach what the host serves on all its addresses', async () => {
    expect(hostAddresses().length).toBeGreaterThan(0)
    for (const address of hostAddresses()) {
      const direct = await fetch(`http://${address}:${hostPort}`)
      expect(direct.ok).toBe(true)
      expect(await reach(address, hostPort)).not.toBe('reached')
    }
  })

  it('does not reach the services by their addresses on the core network', async () => {
    const { address } = await stack.addressOn('chat', 'core')
    expect(address).toMatch(/^\d+\./)
    expect(await reach(address, 8080)).not.toBe('reached')
  })

  it('and the services themselves have no way out to the host', async () => {
    for (const address of hostAddresses()) {
      const { output } = await stack.container('chat').exec(['node', '-e', probe, address, String(hostPort)])
      expect(output.trim()).not.toBe('reached')
    }
  })
})
