import { everythingGoesWrong, type Faults, testWorld } from '@bartab/testkit'
import { expect, test } from 'vitest'
import { snailRace } from './snail-race.ts'

/** Ann and Bob bet on all that crawls, and the race is run. */
async function raceDay(seed: number, faults: Faults = {}) {
  await using world = await testWorld({ seed, faults })
  const [ann, bob] = [world.person('ann'), world.person('bob')]
  const bot = world.bot(snailRace, { name: 'steward' })
  const room = await world.room('bar', ann, bob, bot)
  const tell = async (who: typeof ann, text: string) => {
    await who.say(room, text)
    return (await room.next()).text
  }
  const opened = await tell(ann, '/race')
  const answers = [await tell(ann, '/bet 50 turbo'), await tell(bob, '/bet 20 Gary'), await tell(bob, '/bet 101 Gary')]
  await world.advance(120_000)
  const board = (await room.messages()).find(({ text }) => text.includes('wins!'))
  await ann.say(room, '/standings')
  const standings = (await room.next()).text
  return {
    world,
    bot,
    opened,
    answers,
    board,
    standings,
    said: await room.messages(),
    transcript: world.transcript(),
  }
}

test('bets are taken with odds, the race plays out in its own message, and the standings are kept', async () => {
  const { opened, answers, board, standings, said, transcript } = await raceDay(7)
  expect(opened).toContain('Turbo 2.8')
  expect(answers).toEqual(['50 on Turbo', '20 on Gary', 'You have 100 points'])
  expect(board?.text).toMatch(/^(Turbo|Slimy|Gary|Shelly) wins! /)
  expect(transcript.match(/edits: ·*🐌/g)?.length).toBeGreaterThan(3)
  const annWon = board?.text.startsWith('Turbo')
  expect(standings).toContain(annWon ? 'ann 190' : 'ann 50')
  expect(said.filter(({ text }) => text.includes('wins!'))).toHaveLength(1)
})

test('with everything going wrong, everybody gets what their snail came to, and each answer once', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { board, standings, said } = await raceDay(seed, everythingGoesWrong)
    const winner = board?.text.split(' ')[0]
    expect(standings, `seed ${seed}`).toContain(`ann ${winner === 'Turbo' ? 190 : 50}`)
    expect(standings, `seed ${seed}`).toContain(`bob ${winner === 'Gary' ? 174 : 80}`)
    expect(
      said.filter(({ by }) => by === 'steward'),
      `seed ${seed}`,
    ).toHaveLength(5)
  }
})

test('a race goes on when the steward is killed in the middle of it', async () => {
  await using world = await testWorld({ seed: 3 })
  const ann = world.person('ann')
  const bot = world.bot(snailRace, { name: 'steward' })
  const room = await world.room('bar', ann, bot)
  await ann.say(room, '/race')
  await ann.say(room, '/bet 10 Shelly')
  await world.advance(34_000)
  expect((await room.messages()).some(({ text }) => text.includes('🏁'))).toBe(true)
  bot.kill()
  await world.advance(20_000)
  expect((await room.messages()).some(({ text }) => text.includes('wins!'))).toBe(false)
  bot.start()
  await world.advance(60_000)
  expect((await room.messages()).filter(({ text }) => text.includes('wins!'))).toHaveLength(1)
})

test('one race at a time, and no bets without one', async () => {
  await using world = await testWorld()
  const ann = world.person('ann')
  const room = await world.room('bar', ann, world.bot(snailRace, { name: 'steward' }))
  await ann.say(room, '/bet 10 Gary')
  expect((await room.next()).text).toBe('No race is open: start one with /race')
  await ann.say(room, '/race')
  await ann.say(room, '/race')
  expect((await room.news()).at(-1)?.text).toBe('One race at a time')
  await ann.say(room, '/bet many Gary')
  expect((await room.next()).text).toContain('Usage: /bet <points> <Turbo|Slimy|Gary|Shelly>')
})
