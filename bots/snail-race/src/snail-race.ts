import { type Bot, choice, int, type JobContext } from '@bartab/sdk/bot'
import { drawCourse, runCourse, winnerOf } from './course.ts'
import { oddsOf, snailNames, snails } from './snails.ts'
import { newTable, openRace, placeBet, settleRace, standings, startRace } from './table.ts'

/** Time to bet, and from one picture of the race to the next. Milliseconds. */
const [bettingMs, stepMs] = [30_000, 1500]

interface Course {
  roomId: string
  board: string
}

/** Races of snails: bets with odds, a race that plays out in one message, and standings that are kept for each room. */
export function snailRace(bot: Bot): void {
  const tables = bot.session('table', { per: 'room', initial: newTable })

  bot.command('race', { description: 'Opens the bets for a race' }, async (ctx) => {
    if (!(await tables.update(ctx, openRace))) return await ctx.reply('One race at a time')
    const board = await ctx.say(`A race in ${bettingMs / 1000} seconds! /bet POINTS SNAIL\n${drawOdds()}`)
    return await ctx.later('race', bettingMs, { roomId: ctx.roomId, board: board.event_id })
  })

  const args = { points: int({ min: 1, max: 1_000_000 }), snail: choice(...snailNames) }
  bot.command('bet', { description: 'Bets points on a snail', args }, async (ctx) =>
    ctx.reply(await tables.update(ctx, (table) => placeBet(table, ctx.sender, ctx.args))),
  )

  bot.command('standings', { description: 'Who has how many points' }, async (ctx) =>
    ctx.reply(await drawStandings(standings(await tables.get(ctx)))),
  )

  bot.job<Course>('race', async (job) => {
    const { roomId, board } = job.data
    const bets = await tables.update(job, startRace, { roomId })
    const winner = await crawl(job)
    const outcome = await tables.update(job, (table) => settleRace(table, winner), { roomId })
    await job.editIn(roomId, board, `${winner} wins! ${bets === 0 ? 'Nobody had bet.' : await drawOutcome(outcome)}`)
  })

  /** Plays the race by edits. After a restart it goes on from the picture whose time it is. */
  async function crawl(job: JobContext<Course>): Promise<string> {
    const steps = runCourse(() => job.random())
    for (const [index, step] of steps.entries()) {
      const isPast = job.now > job.dueTs + (index + 1) * stepMs && index < steps.length - 1
      await job.until(job.dueTs + index * stepMs)
      if (!isPast) await job.editIn(job.data.roomId, job.data.board, drawCourse(step))
    }
    return winnerOf(steps.at(-1) ?? []).name
  }

  const nameOf = async (userId: string) => (await bot.client.people.get(userId)).display_name

  async function drawOutcome(outcome: Record<string, number>): Promise<string> {
    const lines = Object.entries(outcome).map(
      async ([who, gain]) => `${await nameOf(who)} ${gain > 0 ? '+' : ''}${gain}`,
    )
    return (await Promise.all(lines)).join(', ')
  }

  async function drawStandings(rows: [who: string, points: number][]): Promise<string> {
    if (rows.length === 0) return 'Nobody has bet yet'
    const lines = rows.map(async ([who, points], index) => `${index + 1}. ${await nameOf(who)} ${points}`)
    return (await Promise.all(lines)).join('\n')
  }
}

function drawOdds(): string {
  return snails.map((snail) => `${snail.emoji} ${snail.name} ${oddsOf(snail)}`).join('\n')
}
