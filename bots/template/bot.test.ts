import { testWorld } from '@bartab/testkit'
import { expect, test } from 'vitest'
import { install } from './bot.ts'

test('it rolls a die and counts how often', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const room = await world.room('bar', ann, world.bot(install))
  await ann.say(room, '/roll')
  expect((await room.next()).text).toMatch(/^[1-6] \(roll 1 in this room\)$/)
  await ann.say(room, '/roll 1')
  expect((await room.next()).text).toContain('Usage: /roll [sides]')
  await ann.say(room, '/roll 20')
  expect((await room.next()).text).toContain('roll 2')
})
