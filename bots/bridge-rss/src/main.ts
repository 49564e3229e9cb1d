import { Bot, fromEnv } from '@bartab/sdk/bot'
import { bridgeRss } from './bridge-rss.ts'

const bot = new Bot(fromEnv())
bridgeRss(bot)
await bot.start()
