import { type Bot, duration, type EventContext, optional, rest, word } from '@bartab/sdk/bot'
import { cleanRecord, defaultRules, isTooMuch, punish, unwantedWord } from './rules.ts'

/** Keeps a room's rules: takes away what is not wanted, and the voice of whoever says it for a time. It needs the role of a moderator. */
export function moderator(bot: Bot): void {
  const rules = bot.session('rules', { per: 'room', initial: defaultRules })
  const records = bot.session('record', { per: 'person-in-room', initial: cleanRecord })

  const byModerators = bot.filter(isModerator)

  byModerators.command(
    'forbid',
    { description: 'Forbids a word in this room', args: { word: word() } },
    async (ctx) => {
      const forbidden = ctx.args.word.toLowerCase()
      await rules.update(ctx, (kept) => {
        kept.words = [...new Set([...kept.words, forbidden])]
      })
      await ctx.redact('a rule of the room')
      await ctx.say('Noted')
    },
  )

  byModerators.command('allow', { description: 'Allows a word again', args: { word: word() } }, async (ctx) => {
    const allowed = ctx.args.word.toLowerCase()
    await rules.update(ctx, (kept) => {
      kept.words = kept.words.filter((known) => known !== allowed)
    })
    await ctx.reply('Noted')
  })

  const muteArgs = { who: word(), time: duration(), reason: optional(rest(), 'asked for by a moderator') }
  byModerators.command('mute', { description: 'Takes a voice for a time', args: muteArgs }, async (ctx) => {
    const { who, time, reason } = ctx.args
    const member = await findMember(ctx, who)
    if (!member) return await ctx.reply(`Nobody here is called ${who}`)
    await silence(ctx, member, time, reason)
    return await ctx.reply(`${who} is silent for ${spanText(time)}`)
  })

  bot.on('message:text', async (ctx, next) => {
    if (await isModerator(ctx)) return await next()
    const kept = await rules.get(ctx)
    const bad = unwantedWord(kept, ctx.text)
    const ts = ctx.event.origin_server_ts
    const muteMs = await records.update(ctx, (record) =>
      isTooMuch(record, kept, ts) || bad !== undefined ? punish(record, kept, ts) : 0,
    )
    if (muteMs === 0) return await next()
    const reason = bad === undefined ? 'too much at once' : 'a word that is not wanted here'
    await ctx.redact(reason)
    await silence(ctx, ctx.sender, muteMs, reason)
    return await ctx.say(`${await nameOf(ctx.sender)} is silent for ${spanText(muteMs)}: ${reason}`)
  })

  async function silence(ctx: EventContext, who: string, ms: number, reason: string): Promise<void> {
    await ctx.once(async () => {
      await ctx.client.rooms.mute(ctx.roomId, who, Math.ceil(ms / 1000), reason)
      return null
    })
  }

  async function findMember(ctx: EventContext, name: string): Promise<string | undefined> {
    for await (const { user_id } of ctx.client.rooms.members(ctx.roomId)) {
      if ((await ctx.client.people.get(user_id)).username === name.replace(/^@/, '')) return user_id
    }
    return undefined
  }

  const nameOf = async (userId: string) => (await bot.client.people.get(userId)).display_name
}

async function isModerator({ client, roomId, sender }: EventContext): Promise<boolean> {
  for await (const member of client.rooms.members(roomId)) {
    if (member.user_id === sender) return member.role !== 'member'
  }
  return false
}

function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
