import { BotBook } from '../../bots/bot-book.ts'
import { botServiceName } from '../../bots/bot-service.ts'
import { requireHosted } from '../../bots/hosted-bot.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { openExistingStack } from '../../stack/open-stack.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const name = input.argument(0) ?? ''
  await using handle = await openExistingStack(context)
  requireHosted(new BotBook(handle.folder), name)
  const tail = input.integer('tail', { min: 0, max: 100_000 }) ?? 50
  const query = { services: [botServiceName(name)], tail, follow: input.flag('follow'), signal: context.signal }
  for await (const { text } of handle.driver.logs(query)) {
    context.terminal.print(context.terminal.json ? JSON.stringify({ schema: 1, bot: name, line: text }) : text)
  }
}
