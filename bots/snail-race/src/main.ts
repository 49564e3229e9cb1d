import { Bot, fromEnv } from '@bartab/sdk/bot'
import { snailRace } from './snail-race.ts'

const bot = new Bot(fromEnv())
snailRace(bot)
await bot.start()
