import { Bot, fromEnv } from '@bartab/sdk/bot'

const bot = new Bot(fromEnv())

bot.command('help', (ctx) => ctx.reply('Say anything and I say it back; or /echo WORDS.'))

bot.command('echo', (ctx) => ctx.reply(ctx.args || 'Echo what?'))

bot.on('message:text', (ctx) => ctx.reply(ctx.text))

bot.on('message:image', (ctx) => ctx.react('👀'))

await bot.start()
