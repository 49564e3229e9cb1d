import { join } from 'node:path'
import { awaitConnection } from '../bots/await-connection.ts'
import { BotBook } from '../bots/bot-book.ts'
import { type BotHome, makeBot } from '../bots/bot-home.ts'
import { botService } from '../bots/bot-service.ts'
import { planBot } from '../bots/plan-bot.ts'
import type { Operator } from '../operator/operator.ts'
import { runPlan } from '../plan/run-plan.ts'

const name = 'drill-echo'

/** Adds the echo bot of this repository to a throwaway stack; answers its user id once it is connected. */
export async function addEcho(operator: Operator): Promise<string> {
  const { handle, client } = operator
  const book = new BotBook(handle.folder)
  const home: BotHome = { kind: 'path', path: join(handle.context.root, 'bots', 'echo') }
  const made = await makeBot(handle, 'echo', home)
  book.begin(name)
  const account = await client.bots.create({ name })
  book.writeCredentials(
    name,
    { gateway_url: handle.url, ...account },
    handle.driver.kind === 'docker' ? 'container' : 'process',
  )
  const service = botService({ name, ...made, secrets: book.secretsFolder(name) })
  book.write(name, service, home)
  await runPlan(handle, await planBot(handle, service))
  await awaitConnection(operator, name)
  book.end(name)
  return account.bot_id
}
