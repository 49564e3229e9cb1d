import type { Bot } from '@bartab/sdk/bot'
import { expect, test } from 'vitest'
import { everythingGoesWrong } from './faults.ts'
import { testWorld } from './world.ts'

function greeter(bot: Bot): void {
  bot.on('message:text', (ctx) => ctx.reply(`hello ${ctx.text} ${Math.floor(ctx.random() * 1000)}`))
  bot.schedule('chime', '0 * * * *', (job) => job.sayIn(room, 'the hour'))
}
let room = ''

async function story(seed: number): Promise<string> {
  await using world = await testWorld({ seed, faults: everythingGoesWrong })
  const ann = world.person('ann')
  const bar = await world.room('bar', ann, world.bot(greeter))
  room = bar.id
  for (const text of ['one', 'two', 'three']) await ann.say(bar, text)
  await world.advance(3_700_000)
  return world.transcript()
}

test('the same seed is the same story to the letter, and another seed another', async () => {
  const [first, again, other] = [await story(4), await story(4), await story(5)]
  expect(again).toBe(first)
  expect(other).not.toBe(first)
  expect(first).toContain('3600.')
  expect(first.match(/the hour/g)).toHaveLength(1)
})

test('time passes only when it is told to', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const bar = await world.room('bar', ann, world.bot(greeter))
  const before = world.now
  await ann.say(bar, 'hi')
  expect(world.now).toBe(before)
  await world.advance(5000)
  expect(world.now).toBe(before + 5000)
})

test('a bot that is killed says nothing, and what it had in hand is done once it is back', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const bot = world.bot(greeter)
  const bar = await world.room('bar', ann, bot)
  bot.kill()
  await ann.say(bar, 'anyone?')
  await world.advance(30_000)
  expect(await bar.news()).toEqual([])
  bot.start()
  expect((await bar.next()).text).toMatch(/^hello anyone\?/)
})

test('a handler that always fails is tried five times, and then its update is a dead letter that can be replayed', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  let tries = 0
  const bot = world.bot((made) => {
    made.on('message:text', (ctx) => {
      if (++tries <= 5) throw new Error('poison')
      return ctx.reply('at last')
    })
  })
  const bar = await world.room('bar', ann, bot)
  await ann.say(bar, 'drink this')
  await world.advance(600_000)
  expect(tries).toBe(5)
  const { dead } = (await bot.bot?.client.updates.dead()) ?? { dead: [] }
  expect(dead).toMatchObject([{ attempts: 5, reason: 'poison' }])
  await bot.bot?.client.updates.retry(dead[0]?.seq ?? 0)
  expect((await bar.next()).text).toBe('at last')
})
