import { makeAccount } from '../../bots/bot-account.ts'
import type { BotCredentialsFile } from '../../bots/bot-book.ts'
import { readManifest } from '../../bots/manifest.ts'
import type { Context } from '../../cli/context.ts'
import type { Operator } from '../../operator/operator.ts'
import { writeJson } from '../../state/json-file.ts'
import type { AddWishes } from './wishes.ts'

const loopback = /^https?:\/\/(127\.|localhost|\[::1\])/

/** Makes the account of a bot that runs anywhere else, and hands out its credentials: on stdout, or in a file. */
export async function addRemote(context: Context, { client, handle }: Operator, wishes: AddWishes): Promise<void> {
  const { terminal } = context
  const { name, out } = wishes
  const manifest = wishes.manifest === undefined ? {} : await readManifest(wishes.manifest, context.cwd)
  const scopes = wishes.scopes ?? manifest.scopes
  const account = await makeAccount(client, { name, ...(scopes === undefined ? {} : { scopes }) }, false)
  const credentials: BotCredentialsFile = { gateway_url: handle.stack.issuer, ...account }
  if (loopback.test(credentials.gateway_url)) {
    terminal.say(`note: ${credentials.gateway_url} is reached from this machine alone; set public_url in bartab.yaml`)
  }
  terminal.say('start the bot with BARTAB_BOT_FILE set to the path of its file; the secret is shown once')
  if (out === undefined) return terminal.result({ schema: 1, ...credentials }, [JSON.stringify(credentials, null, 2)])
  writeJson(out, credentials)
  const bot = { name, bot_id: account.bot_id, file: out }
  terminal.result({ schema: 1, bot }, [out])
}
