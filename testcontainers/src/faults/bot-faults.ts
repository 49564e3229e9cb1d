import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BotCredentials } from '@bartab/sdk/schemas'
import type { OperatedStack } from '../operated-stack.ts'
import { Supervised } from '../supervised.ts'
import type { SeededFault } from './seeded-fault.ts'

const echo = resolve(import.meta.dirname, '../../../bots/echo/src/main.ts')

/** A bot in a folder of its own, so that its program can be spoilt. */
async function addBot(stack: OperatedStack, name: string): Promise<{ main: string; botId: string }> {
  const main = join(stack.home, name, 'src', 'main.ts')
  mkdirSync(join(stack.home, name, 'src'), { recursive: true })
  writeFileSync(main, `await import(${JSON.stringify(echo)})\n`)
  const { bot } = await stack.json<{ bot: Pick<BotCredentials, 'bot_id'> }>(
    'bot',
    'add',
    name,
    '--path',
    join(stack.home, name),
  )
  return { main, botId: bot.bot_id }
}

export const botFaults: readonly SeededFault[] = [
  {
    when: 'a bot ends as soon as it starts',
    code: 'SERVICE_CRASHING',
    evidence: /exit code 1/,
    fix: /^bartab logs bot-frail/,
    async seed(stack) {
      const units = new Supervised(stack)
      const { main } = await addBot(stack, 'frail')
      writeFileSync(main, `throw new Error('spoilt')\n`)
      await units.kill('bot-frail')
      await units.untilCrashing('bot-frail')
      return () => stack.print('bot', 'remove', 'frail', '--yes')
    },
  },
  {
    when: "a bot's account was removed behind its back",
    code: 'BOT_CREDENTIALS_DEAD',
    evidence: /auth answered its credentials with 40[01]/,
    fix: /^bartab bot remove gone/,
    async seed(stack) {
      const { botId } = await addBot(stack, 'gone')
      await stack.owner.bots.remove(botId)
      return () => stack.run(['bot', 'remove', 'gone', '--yes'])
    },
  },
]
