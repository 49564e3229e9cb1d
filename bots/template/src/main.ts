import { Bot, fromEnv } from '@bartab/sdk/bot'
import { install } from './bot.ts'

const bot = new Bot(fromEnv())
install(bot)
await bot.start()
