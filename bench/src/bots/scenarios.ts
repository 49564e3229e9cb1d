import { int, optional } from '@bartab/sdk/bot'
import { testWorld } from '@bartab/testkit'

/** One scenario: a world of its own, a person, a room, a bot with a command, and an answer that must be right. */
async function scenario(seed: number): Promise<void> {
  await using world = await testWorld({ seed })
  const ann = world.person('ann')
  const bot = world.bot((made) => {
    const args = { sides: optional(int({ min: 2 }), 6) }
    made.command('roll', { description: 'Rolls', args }, (ctx) => ctx.reply(`1 of ${ctx.args.sides}`))
  })
  const room = await world.room('bar', ann, bot)
  await ann.say(room, '/roll 20')
  const { text } = await room.next()
  if (text !== '1 of 20') throw new Error(`seed ${seed} gave ${text}`)
}

/** Scenarios in a minute on the test kit, one after the other in this process. */
export async function scenariosPerMinute(count: number): Promise<number> {
  await scenario(0)
  const began = performance.now()
  for (let seed = 1; seed <= count; seed++) await scenario(seed)
  return count / ((performance.now() - began) / 60_000)
}
