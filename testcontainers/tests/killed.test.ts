import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { everyLine, killAlong } from '@bartab/devtools/kill-along'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askBot } from '../src/ask-bot.ts'
import { deriveImage } from '../src/derived-image.ts'
import { footprintOf } from '../src/footprint.ts'
import { freePort } from '../src/free-port.ts'
import { OperatedStack } from '../src/operated-stack.ts'

const root = resolve(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const timeout = 1_800_000
const servers = ['auth', 'chat', 'gateway', 'media']

/** A run of the tests takes some lines of each command; `BARTAB_KILL_EVERY_LINE=1` takes all. */
describe.each(['docker', 'process'] as const)('a command that is killed at a line of the journal, on %s', (driver) => {
  let stack: OperatedStack
  let roomId: string
  /** Its `bartab.yaml`. */
  let config: string
  const sent: string[] = []
  const made = new AsyncDisposableStack()

  beforeAll(async () => {
    stack = await OperatedStack.start(driver)
    config = join(stack.home, 'bartab.yaml')
    writeFileSync(config, '')
    stack.env['BARTAB_CONFIG'] = config
    roomId = (await stack.owner.rooms.create({ name: 'kept', kind: 'private' })).room_id
  })
  // a row that failed leaves the next one a whole stack
  beforeEach(() => stack.print('up'))
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await made.disposeAsync()
  })

  /** On processes the driver's own tests take these rows in every run, with small servers. */
  const here = it.runIf(driver === 'docker' || everyLine)

  interface Killing {
    args: readonly string[] | ((line: number) => readonly string[])
    stride: number
    on?: OperatedStack
    before?: (line: number) => Promise<unknown> | unknown
    mended(line: number, killed: boolean): Promise<void>
  }

  async function kills({ args, stride, on = stack, before, mended }: Killing): Promise<number> {
    const killedAt = async (line: number) => {
      await before?.(line)
      const { code, stderr } = await on.run(typeof args === 'function' ? args(line) : args, { killAtLine: line })
      if (code !== null && code !== 0) throw new Error(stderr)
      return code === null
    }
    const journal = join(on.home, 'stacks', on.name, 'journal')
    return await killAlong({ journal, stride, killedAt, mended })
  }

  const services = async (of = stack) => (await footprintOf(driver, of)).services

  /** Nothing is left to do, each service is there once, and nothing that was said is lost. */
  async function whole(...bots: string[]): Promise<void> {
    expect(await stack.run(['plan'])).toMatchObject({ code: 0, stdout: 'nothing to do\n' })
    expect(await services()).toEqual([...servers, ...bots].sort())
    sent.push((await stack.owner.messages.send(roomId, `message ${sent.length}`)).event_id)
    const { chunk } = await stack.owner.messages.page(roomId, { dir: 'b', limit: 20 })
    const stored = chunk.filter(({ type }) => type === 'm.room.message').map(({ event_id }) => event_id)
    expect(stored).toEqual(sent.slice(-20).reverse().slice(0, stored.length))
  }

  here('up, for the first time: the next up finishes it, or down takes all of it away', { timeout }, async () => {
    const fresh = new OperatedStack(stack.home)
    stack.alsoMade(fresh.name)
    const up = ['up', '--driver', driver, '--port', String(await freePort())]
    const gone = async () => {
      await fresh.print('down', '--volumes', '--confirm', fresh.name)
      expect(await footprintOf(driver, fresh)).toEqual({ services: [], ground: [] })
    }
    const finished = async () => {
      expect(await fresh.json(...up)).toMatchObject({ owner_token: expect.any(String) })
      expect(await fresh.run(['plan'])).toMatchObject({ code: 0 })
      expect(await services(fresh)).toEqual(servers)
      await gone()
    }
    expect(await kills({ args: up, on: fresh, stride: 13, mended: finished })).toBeGreaterThan(1)
    const half = async () => {
      expect((await fresh.run(up, { killAtLine: 14 })).code).toBeNull()
      await gone()
    }
    await half()
  })

  here('up, with other settings: the next up finishes it', { timeout }, async () => {
    let level = 'info'
    const before = () => {
      level = level === 'info' ? 'debug' : 'info'
      writeFileSync(config, `log_level: ${level}\n`)
    }
    const mended = async () => {
      await stack.print('up')
      await whole()
    }
    expect(await kills({ args: ['up'], stride: 30, before, mended })).toBeGreaterThan(1)
    writeFileSync(config, '')
    await stack.print('up')
  })

  here.each(['chat', 'gateway'])('deploy %s: the same again finishes it', { timeout }, async (service) => {
    const mended = async () => {
      await stack.print('deploy', service)
      await whole()
    }
    expect(await kills({ args: ['deploy', service, '--again'], stride: 4, mended })).toBeGreaterThan(1)
  })

  /** Another version of media: an image, or another checkout. */
  async function otherVersion(): Promise<string[]> {
    if (driver === 'docker') {
      const image = made.use(await deriveImage(`bartab/media:${version}`, { files: { '/app/NEWER': 'yes' } }))
      return ['--image', image.name]
    }
    const folder = join(stack.home, 'checkout')
    mkdirSync(folder)
    for (const name of readdirSync(root)) symlinkSync(join(root, name), join(folder, name))
    return ['--from', folder]
  }

  async function versionOfMedia(): Promise<string> {
    if (driver === 'docker') {
      const { dockerode } = (await getContainerRuntimeClient()).container
      return (await dockerode.getContainer(`${stack.name}-media`).inspect()).Image
    }
    const unit = readFileSync(join(stack.home, 'stacks', stack.name, 'units', 'media.json'), 'utf8')
    return (JSON.parse(unit) as { cwd: string }).cwd
  }

  it('rollback: the same again ends at the version of before', { timeout }, async () => {
    const [first, other] = [await versionOfMedia(), await otherVersion()]
    const before = async () => {
      await stack.print('deploy', 'media', ...other)
      expect(await versionOfMedia()).not.toBe(first)
    }
    const mended = async (_line: number, killed: boolean) => {
      if (killed) await stack.print('rollback', 'media')
      expect(await versionOfMedia()).toBe(first)
      await whole()
    }
    expect(await kills({ args: ['rollback', 'media'], stride: 8, before, mended })).toBeGreaterThan(1)
    await stack.print('deploy', 'media')
  })

  it('apply: the same again finishes what was looked at', { timeout }, async () => {
    const plan = join(stack.home, 'mend.plan')
    const before = async (line: number) => {
      writeFileSync(config, `services: { chat: { env: { TURN: "${line}" } } }\n`)
      await stack.run(['plan', '--out', plan])
    }
    const mended = async () => {
      await stack.print('apply', plan)
      await whole()
    }
    expect(await kills({ args: ['apply', plan], stride: 8, before, mended })).toBeGreaterThan(1)
  })

  const botHome = driver === 'docker' ? ['--image', `bartab/bot-echo:${version}`] : ['--path', join(root, 'bots/echo')]
  const addBot = async (name: string) => await stack.json<{ bot: { bot_id: string } }>('bot', 'add', name, ...botHome)

  it('bot add: the same again finishes it, and the bot answers', { timeout }, async () => {
    const mended = async (line: number, killed: boolean) => {
      if (killed) {
        const { bot } = await addBot(`echo${line}`)
        expect((await askBot(stack.owner, bot.bot_id, '/echo hello')).content).toMatchObject({ body: 'hello' })
      }
      await whole(`bot-echo${line}`)
      await stack.print('bot', 'remove', `echo${line}`, '--yes')
    }
    const args = (line: number) => ['bot', 'add', `echo${line}`, ...botHome]
    expect(await kills({ args, stride: 6, mended })).toBeGreaterThan(1)
  })

  const withImages = it.runIf(driver === 'docker')
  withImages('bot upgrade: the same again finishes it, and the bot answers', { timeout }, async () => {
    const { bot } = await addBot('turning')
    const other = made.use(await deriveImage(`bartab/bot-echo:${version}`, { files: { '/app/NEWER': 'yes' } }))
    const images = [other.name, `bartab/bot-echo:${version}`] as const
    const imageAt = (line: number) => images[line % 2 === 0 ? 0 : 1]
    const args = (line: number) => ['bot', 'upgrade', 'turning', '--image', imageAt(line)]
    const { dockerode } = (await getContainerRuntimeClient()).container
    const mended = async (line: number, killed: boolean) => {
      if (killed) await stack.print(...args(line))
      const { Config } = await dockerode.getContainer(`${stack.name}-bot-turning`).inspect()
      expect(Config.Image).toBe(imageAt(line))
      expect((await askBot(stack.owner, bot.bot_id, '/echo hello')).content).toMatchObject({ body: 'hello' })
      await whole('bot-turning')
    }
    await stack.print(...args(0))
    expect(await kills({ args, stride: 3, mended })).toBeGreaterThan(1)
    await stack.print('bot', 'remove', 'turning', '--yes')
  })

  it('bot remove: the same again finishes it, and nothing of the bot is left', { timeout }, async () => {
    const args = (line: number) => ['bot', 'remove', `gone${line}`, '--yes']
    const mended = async (line: number, killed: boolean) => {
      if (killed) await stack.print(...args(line))
      await whole()
      expect(await stack.failure(...args(line))).toMatchObject({ code: 'BOT_NOT_FOUND' })
      const { ground } = await footprintOf(driver, stack)
      expect(ground.filter((name) => name.includes('gone'))).toEqual([])
    }
    expect(await kills({ args, stride: 6, before: (line) => addBot(`gone${line}`), mended })).toBeGreaterThan(1)
  })

  here('down: the same again finishes it, and up brings everything back', { timeout }, async () => {
    const mended = async () => {
      await stack.print('down')
      expect(await services()).toEqual([])
      await stack.print('up')
      await whole()
    }
    expect(await kills({ args: ['down'], stride: 13, mended })).toBeGreaterThan(1)
  })
})
