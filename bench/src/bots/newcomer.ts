import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { scratchFolder } from '../ending.ts'
import { Answers } from './answers.ts'
import type { Stage } from './stage.ts'

export interface NewcomerReport {
  /** What had to be typed, invitation aside. */
  commands: number
  seconds: number
}

/** From `bot new` to the first answer of the bot that it wrote. */
export async function newToFirstAnswer(stage: Stage): Promise<NewcomerReport> {
  const home = scratchFolder('new')
  const began = performance.now()
  const commands = [
    ['bot', 'new', 'dice', '--to', join(home, 'dice')],
    ['bot', 'add', 'dice', '--path', join(home, 'dice')],
  ]
  let added: unknown
  for (const command of commands) added = await stage.bartab(...command)
  const { bot } = added as { bot: { bot_id: string } }
  const room = await stage.roomWith(bot.bot_id)
  const answers = new Answers(stage.owner, room, bot.bot_id)
  await answers.answered((await stage.owner.messages.send(room, '/roll')).event_id)
  const seconds = (performance.now() - began) / 1000
  await answers.stop()
  await stage.bartab('bot', 'remove', 'dice', '--yes')
  await rm(home, { recursive: true })
  return { commands: commands.length, seconds }
}
