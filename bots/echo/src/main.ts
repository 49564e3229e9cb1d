import { Bot, fromEnv } from '@bartab/sdk/bot'
import { echo } from './echo.ts'

const bot = new Bot(fromEnv())
echo(bot)
await bot.start()
