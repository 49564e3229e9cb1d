import { type Bot, type JobContext, word } from '@bartab/sdk/bot'
import { type Entry, parseFeed } from './feed.ts'

/** How often feeds are asked, how long one may take, how much of one is read, and what of it is said at once. */
const [everyMs, patienceMs, mostBytes, mostNews] = [300_000, 20_000, 2_000_000, 5]
/** Entries that are remembered as said. */
const remembered = 500

interface Feed {
  seen: string[]
  lastError?: string
}

interface Feeds {
  [roomId: string]: { [url: string]: Feed }
}

/** Follows feeds for rooms: what is new in them is said there, each entry once. */
export function bridgeRss(bot: Bot, fetchFeed: typeof fetch = fetch): void {
  const feeds = bot.session<Feeds>('feeds', { per: 'bot', initial: () => ({}) })

  bot.command('follow', { description: 'Says what is new in a feed', args: { url: word() } }, async (ctx) => {
    const { url } = ctx.args
    const found = await ctx.once(() => tryRead(url))
    if ('error' in found) return await ctx.reply(`${url} cannot be followed: ${found.error}`)
    const seen = found.entries.map(({ id }) => id)
    await feeds.update(ctx, (all) => {
      all[ctx.roomId] = { ...all[ctx.roomId], [url]: { seen } }
    })
    return await ctx.reply(`Following ${found.title || url}`)
  })

  bot.command('unfollow', { description: 'Ends it', args: { url: word() } }, async (ctx) => {
    const { url } = ctx.args
    const was = await feeds.update(ctx, (all) => delete all[ctx.roomId]?.[url])
    await ctx.reply(was ? 'Done' : 'It was not followed')
  })

  bot.command('feeds', { description: 'Which feeds are followed here' }, async (ctx) => {
    const here = Object.entries((await feeds.get(ctx))[ctx.roomId] ?? {})
    const lines = here.map(([url, { lastError }]) => (lastError === undefined ? url : `${url} (failing: ${lastError})`))
    await ctx.reply(lines.join('\n') || 'None')
  })

  bot.schedule('poll', { everyMs }, async (job) => {
    const rooms = await feeds.get({})
    for (const [roomId, followed] of Object.entries(rooms)) {
      for (const url of Object.keys(followed)) await tell(job, roomId, url)
    }
  })

  async function tell(job: JobContext, roomId: string, url: string): Promise<void> {
    const found = await tryRead(url)
    const fresh = await feeds.update(job, (all) => takeIn(all[roomId]?.[url], found))
    for (const { title, link } of fresh.slice(0, mostNews).toReversed()) await job.sayIn(roomId, `${title}\n${link}`)
    if (fresh.length > mostNews) await job.sayIn(roomId, `and ${fresh.length - mostNews} more`)
  }

  async function tryRead(url: string): Promise<{ title: string; entries: Entry[] } | { error: string }> {
    try {
      return parseFeed(await read(url))
    } catch (error) {
      return { error: error instanceof Error ? error.message.slice(0, 200) : String(error) }
    }
  }

  async function read(url: string): Promise<string> {
    if (!/^https?:\/\//.test(url)) throw new Error('a feed has an address that begins with http:// or https://')
    const answer = await fetchFeed(url, {
      signal: AbortSignal.timeout(patienceMs),
      headers: { accept: 'application/xml' },
    })
    if (!answer.ok) throw new Error(`its server answers ${answer.status}`)
    const text = await answer.text()
    if (text.length > mostBytes) throw new Error('it is too large')
    return text
  }
}

/** Takes in what a feed says now. Gives what was not there before, newest first. */
function takeIn(feed: Feed | undefined, found: { entries: Entry[] } | { error: string }): Entry[] {
  if (!feed) return []
  delete feed.lastError
  if ('error' in found) {
    feed.lastError = found.error
    return []
  }
  const seen = new Set(feed.seen)
  const fresh = found.entries.filter(({ id }) => !seen.has(id))
  feed.seen = [...fresh.map(({ id }) => id), ...feed.seen].slice(0, remembered)
  return fresh
}
