import { Bot, fromEnv } from '@bartab/sdk/bot'
import { moderator } from './moderator.ts'

const bot = new Bot(fromEnv())
moderator(bot)
await bot.start()
