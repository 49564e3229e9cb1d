import { type Bot, int, optional } from '@bartab/sdk/bot'

/** What the bot does. Add to it: `bot.on`, `bot.command`, `bot.session`, `bot.conversation`, `bot.schedule`. */
export function install(bot: Bot): void {
  const rolls = bot.session('rolls', { per: 'room', initial: () => ({ count: 0 }) })

  const args = { sides: optional(int({ min: 2, max: 1000 }), 6) }
  bot.command('roll', { description: 'Rolls a die', args }, async (ctx) => {
    const count = await rolls.update(ctx, (kept) => ++kept.count)
    await ctx.reply(`${1 + Math.floor(ctx.random() * ctx.args.sides)} (roll ${count} in this room)`)
  })

  bot.on('message:mention', (ctx) => ctx.react('👋'))
}
