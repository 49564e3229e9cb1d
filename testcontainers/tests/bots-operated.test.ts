import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedStack } from '../src/operated-stack.ts'
import { until } from '../src/until.ts'

/** A bot that answers, fails and dies as it is told. */
const code = (prefix: string, boom: string) => `import type { Bot } from '@bartab/sdk/bot'
export function install(bot: Bot): void {
  bot.on('message:text', async (ctx) => {
    if (ctx.text === 'boom') ${boom}
    if (ctx.text === 'crash') process.exit(1)
    await ctx.reply('${prefix}' + ctx.text)
  })
}`

/** Tries to reach places side by side, and prints which of them answered a connection. */
const probe = `
const [, ...places] = process.argv
const reach = (place) => new Promise((done) => {
  const at = place.lastIndexOf(':')
  const socket = require('net').connect({ host: place.slice(0, at), port: Number(place.slice(at + 1)) })
  const end = (how) => { socket.destroy(); done(how ? [place] : []) }
  setTimeout(end, 4000, false)
  socket.on('connect', () => end(true)).on('error', () => end(false))
})
Promise.all(places.map(reach)).then((all) => { console.log(JSON.stringify(all.flat())); process.exit() })`

const listener = `require('net').createServer((socket) => socket.end()).listen(7777); setTimeout(process.exit, 60000)`

describe('bots that the operator runs in containers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bartab-bots-'))
  let stack: OperatedStack
  let room: string
  let parrot: string

  beforeAll(async () => {
    stack = await OperatedStack.start('docker')
    room = (await stack.owner.rooms.create({ name: 'aviary', kind: 'public' })).room_id
  })
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const container = async (name: string) =>
    (await getContainerRuntimeClient()).container.getById(`${stack.name}-bot-${name}`)

  async function exec(name: string, ...command: string[]): Promise<string> {
    const client = (await getContainerRuntimeClient()).container
    return (await client.exec(await container(name), command)).stdout.trim()
  }

  async function said(by: string): Promise<string[]> {
    const { chunk } = await stack.owner.messages.page(room, { limit: 100 })
    const messages = chunk.filter(({ type, sender }) => type === 'm.room.message' && sender === by)
    return messages.map(({ content }) => String(content['body'])).reverse()
  }

  /** Says something ten times a second until the work is done, and answers what was said. */
  async function talkDuring(work: Promise<unknown>, topic: string): Promise<string[]> {
    const texts: string[] = []
    let working = true
    const done = work.finally(() => {
      working = false
    })
    while (working && texts.length < 40) {
      const text = `${topic} ${texts.length}`
      await stack.owner.messages.send(room, text)
      texts.push(text)
      await sleep(100)
    }
    await done
    return texts
  }

  const answersTo = async (topic: string) => (await said(parrot)).filter((text) => text.includes(`${topic} `))

  it('writes a bot, runs it as its bot.yaml says, and it answers', async () => {
    const dice = join(folder, 'dice')
    await stack.print('bot', 'new', 'dice', '--to', dice)
    const { bot } = await stack.json<{ bot: { bot_id: string } }>('bot', 'add', 'dice', '--path', join(dice, 'bot.ts'))
    const { room_id } = await stack.owner.rooms.create({ name: 'table', kind: 'private', invite: [bot.bot_id] })
    await until('the bot to join', async () =>
      (await stack.owner.rooms.get(room_id)).member_count === 2 ? true : undefined,
    )
    await stack.owner.messages.send(room_id, '/roll')
    const answer = await until('a roll', async () =>
      (await stack.owner.messages.page(room_id, { limit: 5 })).chunk.find(
        ({ sender, type }) => sender === bot.bot_id && type === 'm.room.message',
      ),
    )
    expect(answer.content['body']).toMatch(/^[1-6] \(roll 1/)
    const { HostConfig } = await (await container('dice')).inspect()
    expect(HostConfig).toMatchObject({ Memory: 192 * 1024 * 1024, NanoCpus: 1e9, PidsLimit: 64 })
    expect(HostConfig.LogConfig?.Config).toEqual({ 'max-size': '3414k', 'max-file': '3' })
  })

  it('refuses a manifest with a mistake before anything is made', async () => {
    const wrong = join(folder, 'wrong')
    mkdirSync(wrong)
    cpSync(join(folder, 'dice', 'bot.ts'), join(wrong, 'bot.ts'))
    writeFileSync(join(wrong, 'bot.yaml'), 'pids: many\ninternets: true\n')
    const failure = await stack.failure('bot', 'add', 'wrong', '--path', wrong)
    expect(failure).toMatchObject({ code: 'MANIFEST_INVALID', exit_code: 78 })
    expect(failure.evidence).toHaveLength(2)
    expect((await stack.owner.bots.list()).bots.map(({ name }) => name)).toEqual(['dice'])
  })

  it('keeps bots from each other, and lets each reach the gateway', async () => {
    const path = join(folder, 'parrot')
    mkdirSync(path)
    writeFileSync(join(path, 'bot.ts'), code('', `throw new Error('boom')`))
    writeFileSync(join(path, 'bot.yaml'), `rooms: [${room}]\ntell_crashes: ${room}\n`)
    const added = await stack.json<{ bot: { bot_id: string } }>('bot', 'add', 'parrot', '--path', path)
    parrot = added.bot.bot_id
    const listening = await (await container('dice')).exec({ Cmd: ['node', '-e', listener] })
    await listening.start({ Detach: true })
    const { NetworkSettings } = await (await container('dice')).inspect()
    const addresses = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => `${IPAddress}:7777`)
    expect(addresses).toHaveLength(1)
    const open = await until('the listener', async () => {
      const reached = JSON.parse(await exec('dice', 'node', '-e', probe, ...addresses))
      return reached.length > 0 ? reached : undefined
    })
    expect(open).toEqual(addresses)
    const reached = await exec('parrot', 'node', '-e', probe, 'gateway:8080', 'bot-dice:7777', ...addresses)
    expect(JSON.parse(reached)).toEqual(['gateway:8080'])
  })

  it('shows in status that its bots are well and what they did', async () => {
    await stack.owner.messages.send(room, 'hello')
    await until('an answer', async () => ((await said(parrot)).includes('hello') ? true : undefined))
    const { bots } = await stack.json<{ bots: { name: string; health: string; handled: number }[] }>('status')
    expect(bots.map(({ name, health }) => [name, health])).toEqual([
      ['bot-dice', 'ready'],
      ['bot-parrot', 'ready'],
    ])
    expect(bots[1]?.handled).toBeGreaterThan(0)
    const metrics = `fetch('http://127.0.0.1:9090/metrics').then((answer) => answer.text()).then(console.log)`
    expect(await exec('parrot', 'node', '-e', metrics)).toContain('bartab_bot_updates_total{outcome="handled"}')
    expect(await stack.print('logs', 'bot-parrot')).toContain('ready')
  })

  it('rotates the secret of a bot while it talks, and no request fails', async () => {
    const secrets = async () => (await stack.owner.bots.list()).bots.find(({ name }) => name === 'parrot')?.secrets
    const [first] = (await secrets()) ?? []
    const texts = await talkDuring(stack.print('bot', 'rotate', 'parrot'), 'rotating')
    expect((await secrets())?.map(({ secret_id }) => secret_id)).toContain(first?.secret_id)
    expect(await secrets()).toHaveLength(2)
    const more = await talkDuring(stack.print('bot', 'rotate', 'parrot', '--end-previous'), 'again')
    expect((await secrets())?.map(({ secret_id }) => secret_id)).not.toContain(first?.secret_id)
    await until('the answers', async () => ((await answersTo('again')).length >= more.length ? true : undefined))
    expect(await answersTo('rotating')).toEqual(texts)
    expect(await answersTo('again')).toEqual(more)
    const log = await stack.print('bot', 'logs', 'parrot', '--tail', '500')
    expect(log).not.toMatch(/"level":"(warn|error)"/)
    expect((await (await container('parrot')).inspect()).RestartCount).toBe(0)
  })

  it('keeps what a bot cannot handle, upgrades it under load with nothing lost or repeated, and replays', async () => {
    await stack.owner.messages.send(room, 'boom')
    const { dead_letters } = await until(
      'a dead letter',
      async () => {
        const found = await stack.json<{ dead_letters: { reason: string }[] }>('bot', 'dead-letters', 'parrot')
        return found.dead_letters.length > 0 ? found : undefined
      },
      90_000,
    )
    expect(dead_letters).toMatchObject([{ reason: expect.stringContaining('boom') }])
    writeFileSync(join(folder, 'parrot', 'bot.ts'), code('new: ', `return void (await ctx.reply('mended'))`))
    const texts = await talkDuring(stack.print('bot', 'upgrade', 'parrot'), 'upgrading')
    await until('the answers', async () => ((await answersTo('upgrading')).length >= texts.length ? true : undefined))
    const answers = await answersTo('upgrading')
    expect(answers.map((text) => text.replace('new: ', ''))).toEqual(texts)
    await stack.print('bot', 'dead-letters', 'parrot', '--replay', 'all')
    await until('the replay', async () => ((await said(parrot)).includes('mended') ? true : undefined))
    expect(await stack.json('bot', 'dead-letters', 'parrot')).toMatchObject({ dead_letters: [] })
  }, 240_000)

  it('backs off a bot that crashes in a loop, which tells the room that was asked for', async () => {
    await stack.owner.messages.send(room, 'crash')
    const word = await until(
      'its word',
      async () => (await said(parrot)).find((text) => text.includes('crashed')),
      90_000,
    )
    expect(word).toContain('crashed 3 times')
    expect((await (await container('parrot')).inspect()).RestartCount).toBeGreaterThanOrEqual(3)
    expect(readFileSync(join(folder, 'parrot', 'bot.yaml'), 'utf8')).toContain('tell_crashes')
  })

  it('takes a bot away with its network, and its token is dead', async () => {
    expect(await stack.json('bot', 'remove', 'parrot', '--yes')).toMatchObject({ token: { status: 401 } })
    const { dockerode } = (await getContainerRuntimeClient()).container
    const label = [`chat.bartab.stack=${stack.name}`]
    const networks = (await dockerode.listNetworks({ filters: { label } })).map(({ Name }) => Name)
    expect(networks.filter((name) => name.includes('parrot'))).toEqual([])
    expect(networks).toContain(`${stack.name}-bot-dice`)
    for (const name of ['dice', 'parrot']) await dockerode.getImage(`bartab-bots/${name}:0.1.0`).remove({ force: true })
  })
})
