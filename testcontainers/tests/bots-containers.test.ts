import type { Client } from '@bartab/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BartabStack } from '../src/bartab-stack.ts'
import { type StartedBot, startBot } from '../src/bot-container.ts'
import type { StartedBartabStack } from '../src/started-bartab-stack.ts'
import { until } from '../src/until.ts'

describe('bots in containers', () => {
  let stack: StartedBartabStack
  let owner: Client
  const bots: StartedBot[] = []

  beforeAll(async () => {
    stack = await new BartabStack().start()
    owner = await stack.owner()
  })
  afterAll(async () => {
    await Promise.all(bots.map(({ container }) => container.stop({ timeout: 0 })))
    await stack?.[Symbol.asyncDispose]()
  })

  async function roomWith(name: string): Promise<{ bot: StartedBot; room: string }> {
    const bot = await startBot(stack, `bartab/bot-${name}:0.1.0`, name)
    bots.push(bot)
    const { room_id: room } = await owner.rooms.create({ name, kind: 'private', invite: [bot.botId] })
    await until('the bot to join', async () =>
      (await Array.fromAsync(owner.rooms.members(room))).find(
        ({ user_id, membership }) => user_id === bot.botId && membership === 'join',
      ),
    )
    return { bot, room }
  }

  async function saidBy({ botId }: StartedBot, room: string): Promise<string[]> {
    const { chunk } = await owner.messages.page(room, { limit: 100 })
    const messages = chunk.filter(({ type, sender }) => type === 'm.room.message' && sender === botId)
    return messages.map(({ content }) => String(content['body'])).reverse()
  }

  const answer = (bot: StartedBot, room: string, text: string) =>
    until(`"${text}"`, async () => (await saidBy(bot, room)).find((line) => line.includes(text)))

  it('snail-race takes bets, offers its commands, and keeps them over a kill', async () => {
    const { bot, room } = await roomWith('snail-race')
    const names = (await owner.commands.list(room)).map(({ name }) => name)
    expect(names.toSorted()).toEqual(['bet', 'race', 'standings'])
    await owner.messages.send(room, '/race')
    await answer(bot, room, 'A race in 30 seconds')
    await owner.messages.send(room, '/bet 10 gary')
    await answer(bot, room, '10 on Gary')
    await bot.container.restart({ timeout: 0 })
    await owner.messages.send(room, '/race')
    await answer(bot, room, 'One race at a time')
  })

  it('moderator takes away what was forbidden and the voice of whoever said it', async () => {
    const { bot, room } = await roomWith('moderator')
    await owner.rooms.setRole(room, bot.botId, 'moderator')
    const eve = await stack.member('eve')
    await owner.rooms.invite(room, (await eve.auth.me()).user_id)
    await eve.rooms.join(room)
    await owner.messages.send(room, '/forbid slug')
    await answer(bot, room, 'Noted')
    await eve.messages.send(room, 'what a slug')
    await answer(bot, room, 'is silent for a minute')
    await expect(eve.messages.send(room, 'oh')).rejects.toMatchObject({ code: 'MEMBER_MUTED' })
  })

  it('bridge-rss says why it cannot follow a feed that it cannot reach', async () => {
    const { bot, room } = await roomWith('bridge-rss')
    await owner.messages.send(room, '/follow http://192.0.2.1/feed')
    await answer(bot, room, 'cannot be followed')
  })

  it('echo answers each message once, however often it is killed, and is dead once its account is', async () => {
    const { bot, room } = await roomWith('echo')
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`)
    for (const [index, text] of texts.entries()) {
      await owner.messages.send(room, text)
      if (index % 10 === 5) await bot.container.restart({ timeout: 0 })
    }
    await until('all answers', async () => ((await saidBy(bot, room)).length >= texts.length ? true : undefined))
    expect(await saidBy(bot, room)).toEqual(texts)
    const log = await bot.container.logs()
    const stopped = new Promise<void>((resolve) =>
      log.on('data', (line) => String(line).includes('the bot has to stop') && resolve()),
    )
    await owner.bots.remove(bot.botId)
    await stopped
  })
})
