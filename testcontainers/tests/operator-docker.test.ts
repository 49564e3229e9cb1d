import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import type { SigningKeySummary } from '@bartab/sdk/schemas'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askBot } from '../src/ask-bot.ts'
import { OperatedStack } from '../src/operated-stack.ts'
import { recall, record } from '../src/recorded-stack.ts'

const root = resolve(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }

/** Tries to reach several places side by side, and prints what became of each. */
const probe = `
const [, ...places] = process.argv
const reach = (place) => new Promise((done) => {
  const at = place.lastIndexOf(':')
  const socket = require('net').connect({ host: place.slice(0, at), port: Number(place.slice(at + 1)) })
  const end = (how) => { socket.destroy(); done([place, how]) }
  setTimeout(end, 4000, 'nothing')
  socket.on('connect', () => end('reached')).on('error', () => end('refused'))
})
Promise.all(places.map(reach)).then((all) => { console.log(JSON.stringify(Object.fromEntries(all))); process.exit() })`

describe('the operator of a stack of containers', () => {
  let stack: OperatedStack
  let host: Server

  beforeAll(async () => {
    host = createServer((_, answer) => answer.end()).listen(0, '0.0.0.0')
    await once(host, 'listening')
    stack = await OperatedStack.start('docker')
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    host.close()
  })

  async function exec(service: string, ...command: string[]): Promise<string> {
    const { container } = await getContainerRuntimeClient()
    const { stdout } = await container.exec(container.getById(`${stack.name}-${service}`), command)
    return stdout.trim()
  }

  async function addressOn(service: string, network: string): Promise<string> {
    const { container } = await getContainerRuntimeClient()
    const { NetworkSettings } = await container.inspect(container.getById(`${stack.name}-${service}`))
    return NetworkSettings.Networks[`${stack.name}-${network}`]?.IPAddress ?? ''
  }

  const hostPlaces = (): string[] =>
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => `${address}:${(host.address() as AddressInfo).port}`)

  async function addEcho(name: string, ...options: string[]): Promise<string> {
    const image = `bartab/bot-echo:${version}`
    const { bot } = await stack.json<{ bot: { bot_id: string } }>('bot', 'add', name, '--image', image, ...options)
    return bot.bot_id
  }

  it('adds a bot that answers through the gateway, and that up brings back when its container is gone', async () => {
    const botId = await addEcho('echo')
    expect((await askBot(stack.owner, botId, '/echo hello')).content).toMatchObject({ body: 'hello' })
    const { container } = await getContainerRuntimeClient()
    await container.getById(`${stack.name}-bot-echo`).remove({ force: true })
    const { actions } = await stack.json<{ actions: { do: string }[] }>('up')
    expect(actions.map((step) => step.do)).toEqual(['create-service', 'start-service', 'await-ready'])
    expect((await askBot(stack.owner, botId, 'and again')).content).toMatchObject({ body: 'and again' })
  })

  it('gives the bot nothing but the gateway: no service, no internal port, no host, no internet', async () => {
    const inside = [
      ...['auth:8080', 'chat:8080', 'media:8080', 'auth-internal:9090', 'gateway:9090', 'gateway-internal:9090'],
      `${await addressOn('chat', 'core')}:8080`,
      `${await addressOn('gateway', 'core')}:9090`,
      `${await addressOn('gateway', 'core')}:8080`,
    ]
    const places = [...inside, ...hostPlaces(), '1.1.1.1:443', '192.0.2.1:80']
    expect(places.every((place) => !place.startsWith(':'))).toBe(true)
    const reached = JSON.parse(await exec('bot-echo', 'node', '-e', probe, 'gateway:8080', ...places)) as object
    const open = Object.entries(reached).flatMap(([place, how]) => (how === 'reached' ? [place] : []))
    expect(Object.keys(reached)).toHaveLength(places.length + 1)
    expect(open).toEqual(['gateway:8080'])
  })

  it('confines the bot: its own secret read-only, a root that cannot be written, no privileges', async () => {
    const look = `const fs = require('fs')
      const tries = (act) => { try { act(); return 'allowed' } catch (error) { return error.code } }
      console.log(JSON.stringify({
        uid: process.getuid(),
        mode: (fs.statSync('/run/secrets/bartab-bot.json').mode & 0o777).toString(8),
        overwrite: tries(() => fs.writeFileSync('/run/secrets/bartab-bot.json', '')),
        root: tries(() => fs.writeFileSync('/app/mine', '')),
        privileges: /CapEff:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1],
      }))`
    expect(JSON.parse(await exec('bot-echo', 'node', '-e', look))).toEqual({
      uid: 1000,
      mode: '400',
      overwrite: 'EROFS',
      root: 'EROFS',
      privileges: '0000000000000000',
    })
    const { container } = await getContainerRuntimeClient()
    const { Config, HostConfig } = await container.inspect(container.getById(`${stack.name}-bot-echo`))
    expect(JSON.stringify([Config.Env, Config.Labels])).not.toContain('bbs_')
    expect([HostConfig.Memory, HostConfig.PidsLimit]).toEqual([192 * 1024 * 1024, 64])
  })

  it('gives a bot that was granted the internet a way out of its own, and still no service', async () => {
    await addEcho('feeds', '--internet')
    expect(await addressOn('bot-feeds', 'out-feeds')).toMatch(/^\d/)
    // what lies on the way out may accept any connection: only an answer of chat's own would tell
    const ask = `fetch(process.argv[1], { signal: AbortSignal.timeout(6000) }).then((answer) => answer.text(), (error) => 'no answer: ' + error.message).then(console.log)`
    const answerOf = (place: string) => exec('bot-feeds', 'node', '-e', ask, `http://${place}/healthz`)
    expect(await answerOf('gateway:8080')).toContain('"status":"ok"')
    expect(await answerOf(`${await addressOn('chat', 'core')}:8080`)).not.toContain('"status":"ok"')
    expect(await answerOf('auth:8080')).toContain('no answer')
    await stack.print('bot', 'remove', 'feeds', '--yes')
  })

  it('runs a bot from its folder, in an image built upon the base for bots', async () => {
    const path = resolve(root, 'bots/echo')
    const { bot } = await stack.json<{ bot: { bot_id: string } }>('bot', 'add', 'parrot', '--path', path)
    expect((await askBot(stack.owner, bot.bot_id, 'pretty bird')).content).toMatchObject({ body: 'pretty bird' })
    await stack.print('bot', 'remove', 'parrot', '--yes')
    const { container } = await getContainerRuntimeClient()
    await container.dockerode.getImage(`bartab-bots/parrot:${version}`).remove()
  })

  it('takes the bot away, container, data and all; its token is dead', async () => {
    expect(await stack.json('bot', 'remove', 'echo', '--yes')).toMatchObject({ token: { status: 401 } })
    const { container } = await getContainerRuntimeClient()
    const label = [`chat.bartab.stack=${stack.name}`]
    const left = await container.dockerode.listContainers({ all: true, filters: { label } })
    const { Volumes } = await container.dockerode.listVolumes({ filters: { label } })
    const names = [...left.map(({ Names }) => Names[0]), ...Volumes.map(({ Name }) => Name)]
    expect(names.filter((name) => name?.includes('bot-'))).toEqual([])
    expect(names).toContain(`${stack.name}-auth`)
  })

  it('rotates the keys once every container reports that it holds the new one', async () => {
    const rotation = await stack.run(['keys', 'rotate'])
    expect(rotation).toMatchObject({ code: 0 })
    for (const service of ['auth', 'chat', 'media', 'gateway']) expect(rotation.stderr).toContain(`${service} holds it`)
    const { keys } = await stack.json<{ keys: SigningKeySummary[] }>('keys', 'list')
    expect(keys.map(({ state }) => state)).toEqual(['active', 'retiring'])
  })

  it('takes a backup of the running containers, and brings it back into new volumes beside the old', async () => {
    const kept = await record(stack.owner)
    await stack.print('backup', 'create')
    await stack.owner.messages.send(kept.roomId, 'after the backup')
    const { old_volumes } = await stack.json<{ old_volumes: string[] }>('restore', 'latest', '--yes')
    expect(await recall(stack.client(), kept)).toMatchObject({ bodies: kept.bodies, rebase: true })
    const { container } = await getContainerRuntimeClient()
    const { Volumes } = await container.dockerode.listVolumes({
      filters: { label: [`chat.bartab.stack=${stack.name}`] },
    })
    expect(Volumes.map(({ Name }) => Name)).toEqual(expect.arrayContaining(old_volumes))
    expect(Volumes.filter(({ Name }) => !Name.includes('bot-'))).toHaveLength(old_volumes.length * 2)
    expect(await stack.json('up')).toMatchObject({ actions: [] })
  }, 180_000)
})
