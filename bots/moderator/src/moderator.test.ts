import { testWorld, type World } from '@bartab/testkit'
import { expect, test } from 'vitest'
import { moderator } from './moderator.ts'

async function roomOf(world: World) {
  const [mona, eve] = [world.person('mona'), world.person('eve')]
  const bot = world.bot(moderator, { name: 'warden' })
  const room = await world.room('bar', mona, eve, bot)
  await world.promote(room, mona)
  await world.promote(room, bot)
  return { mona, eve, room }
}

test('a word that was forbidden is taken away with the voice of whoever says it, for a time', async () => {
  await using world = await testWorld()
  const { mona, eve, room } = await roomOf(world)
  await mona.say(room, '/forbid Slug')
  expect((await room.next()).text).toBe('Noted')
  await eve.say(room, 'you SLUG!')
  expect((await room.next()).text).toBe('eve is silent for a minute: a word that is not wanted here')
  expect((await room.messages()).map(({ text }) => text)).not.toContain('you SLUG!')
  await expect(eve.say(room, 'sorry')).rejects.toMatchObject({ code: 'MEMBER_MUTED' })
  await world.advance(61_000)
  await eve.say(room, 'sorry, sluggish day')
  expect((await room.messages()).at(-1)?.text).toBe('sorry, sluggish day')
})

test('the second offence costs twice as much', async () => {
  await using world = await testWorld()
  const { mona, eve, room } = await roomOf(world)
  await mona.say(room, '/forbid slug')
  await eve.say(room, 'slug')
  await world.advance(61_000)
  await eve.say(room, 'slug')
  expect((await room.news()).at(-1)?.text).toContain('2 minutes')
})

test('too much at once is too much, and what a moderator says is not', async () => {
  await using world = await testWorld()
  const { mona, eve, room } = await roomOf(world)
  for (let index = 0; index < 8; index++) await mona.say(room, `notice ${index}`)
  expect(await room.news()).toEqual([])
  for (let index = 0; index < 7; index++) await eve.say(room, `spam ${index}`)
  expect((await room.next()).text).toContain('too much at once')
})

test('a moderator mutes by name, and nobody else does', async () => {
  await using world = await testWorld()
  const { mona, eve, room } = await roomOf(world)
  await eve.say(room, '/mute mona 10m')
  expect(await room.news()).toEqual([])
  await mona.say(room, '/mute eve 10m shouting')
  expect((await room.next()).text).toBe('eve is silent for 10 minutes')
  await expect(eve.say(room, 'what?')).rejects.toMatchObject({ code: 'MEMBER_MUTED' })
})
