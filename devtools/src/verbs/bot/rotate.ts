import { resolve } from 'node:path'
import { awaitConnection } from '../../bots/await-connection.ts'
import { requireBot } from '../../bots/bot-account.ts'
import { BotBook } from '../../bots/bot-book.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'
import { writeJson } from '../../state/json-file.ts'
import { lockStack } from '../../state/stack-lock.ts'

/**
 * Gives a bot a new secret while it runs. The server takes the new and the one before; a third ends the oldest, so that
 * with `--end-previous` a second round leaves nothing of what was there.
 */
export async function run(context: Context, input: Input): Promise<undefined> {
  const name = input.argument(0) ?? ''
  const rounds = input.flag('endPrevious') ? 2 : 1
  await asOperator(context, async (operator) => {
    const bot = await requireBot(operator.client, name)
    if (context.dryRun) return printIntent(context, [{ do: 'rotate-bot', name, rounds }], [`give ${name} a new secret`])
    const { folder } = operator.handle
    using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
    const out = input.text('out')
    if (!new BotBook(folder).has(name))
      return await handOut(operator, name, bot.bot_id, out && resolve(context.cwd, out))
    let usedTs = 0
    for (let round = 0; round < rounds; round++) usedTs = await renew(operator, name, bot.bot_id)
    context.terminal.result(
      { schema: 1, bot: { name, bot_id: bot.bot_id }, used_ts: usedTs, previous_valid: rounds === 1 },
      [
        `${name} took a token with its new secret; it ran on all the while`,
        rounds === 1
          ? 'the secret before is good until the next rotation (--end-previous ends it now)'
          : 'the secrets before are worth nothing',
      ],
    )
  })
}

/** Puts a new secret in the place of the one in the bot's file, and waits until the bot has used it. */
async function renew(operator: Operator, name: string, botId: string): Promise<number> {
  const { handle, client } = operator
  const account = await client.bots.newSecret(botId)
  const reader = handle.driver.kind === 'docker' ? 'container' : 'process'
  new BotBook(handle.folder).writeCredentials(name, { gateway_url: handle.url, ...account }, reader)
  return await awaitConnection(operator, name)
}

/** For a bot that runs elsewhere: its owner puts the file where the bot reads it. */
async function handOut({ handle, client }: Operator, name: string, botId: string, out?: string): Promise<void> {
  const { terminal } = handle.context
  const credentials = { gateway_url: handle.stack.issuer, ...(await client.bots.newSecret(botId)) }
  terminal.say(
    `put this in the place of the file of ${name}: it is read within a minute, and the one before is good until the next rotation`,
  )
  if (out === undefined) return terminal.result({ schema: 1, ...credentials }, [JSON.stringify(credentials, null, 2)])
  writeJson(out, credentials)
  terminal.result({ schema: 1, bot: { name, bot_id: botId, file: out } }, [out])
}
