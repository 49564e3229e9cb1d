import { everythingGoesWrong, testWorld } from '@bartab/testkit'
import { expect, test } from 'vitest'
import { echo } from './echo.ts'

test('it says back what it hears', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const room = await world.room('bar', ann, world.bot(echo, { name: 'echo' }))
  await ann.say(room, 'hello')
  expect(await room.next()).toMatchObject({ by: 'echo', text: 'hello' })
  await ann.say(room, '/echo two words')
  expect(await room.next()).toMatchObject({ text: 'two words' })
  expect(await room.news()).toEqual([])
})

test('whatever goes wrong, each message is answered once and in order', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    await using world = await testWorld({ seed, faults: everythingGoesWrong })
    const ann = world.person('ann')
    const room = await world.room('bar', ann, world.bot(echo, { name: 'echo' }))
    const texts = Array.from({ length: 10 }, (_, index) => `message ${index}`)
    for (const text of texts) await ann.say(room, text)
    await world.advance(600_000)
    expect((await room.news()).map(({ text }) => text).sort(), `seed ${seed}`).toEqual(texts)
  }
})
