import { type Composer, rest } from '@bartab/sdk/bot'

/** Says back what it hears. */
export function echo(bot: Composer): void {
  bot.command('help', { description: 'What this bot does' }, (ctx) =>
    ctx.reply('Say anything and I say it back; or /echo WORDS.'),
  )
  const args = { words: rest() }
  bot.command('echo', { description: 'Says words back', args }, (ctx) => ctx.reply(ctx.args.words))
  bot.on('message:text', (ctx) => ctx.reply(ctx.text))
  bot.on('message:image', (ctx) => ctx.react('👀'))
}
