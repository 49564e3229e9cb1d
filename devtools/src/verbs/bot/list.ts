import { table } from '@bartab/kit/cli'
import type { BotSummary } from '@bartab/sdk/schemas'
import { BotBook } from '../../bots/bot-book.ts'
import { botServiceName } from '../../bots/bot-service.ts'
import type { Context } from '../../cli/context.ts'
import { spanText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'

interface BotRow {
  name: string
  bot_id: string | null
  where: string
  state: string
  scopes: string[]
  last_token_ts: number | null
}

export async function run(context: Context): Promise<undefined> {
  await asOperator(context, async ({ client, handle }) => {
    const [{ bots }, { services }] = await Promise.all([client.bots.list(), handle.driver.observe()])
    const book = new BotBook(handle.folder)
    const names = [...new Set([...bots.map(({ name }) => name), ...book.names()])].sort()
    const rows = names.map((name): BotRow => {
      const account = bots.find((bot) => bot.name === name)
      const state = services.find((seen) => seen.name === botServiceName(name))?.state
      return {
        name,
        bot_id: account?.bot_id ?? null,
        where: book.has(name) ? handle.driver.kind : 'elsewhere',
        state: account === undefined ? 'without account' : (state ?? (book.has(name) ? 'missing' : '')),
        scopes: account?.scopes ?? [],
        last_token_ts: lastToken(account),
      }
    })
    show(context, rows)
  })
}

function lastToken(bot: BotSummary | undefined): number | null {
  const used = (bot?.secrets ?? []).flatMap(({ last_used_ts }) => last_used_ts ?? [])
  return used.length === 0 ? null : Math.max(...used)
}

function show({ terminal, clock }: Context, bots: readonly BotRow[]): void {
  const cells = bots.map(({ name, where, state, last_token_ts, bot_id, scopes }) => [
    name,
    where,
    state || '-',
    last_token_ts === null ? 'never' : `${spanText(clock() - last_token_ts)} ago`,
    bot_id ?? '-',
    scopes.join(' '),
  ])
  const rows = table([['bot', 'runs on', 'state', 'last token', 'user id', 'scopes'], ...cells])
  terminal.result({ schema: 1, bots }, bots.length === 0 ? ['no bots: bartab bot add --help'] : rows)
}
