import { CliFailure } from '@bartab/kit/cli'
import { awaitConnection } from '../../bots/await-connection.ts'
import { findBot, makeAccount } from '../../bots/bot-account.ts'
import { BotBook, type BotCredentialsFile } from '../../bots/bot-book.ts'
import { findBotCode } from '../../bots/bot-code.ts'
import { type BotHome, imageOf, makeBot, manifestOf, requireRunnable } from '../../bots/bot-home.ts'
import { botService, botServiceName } from '../../bots/bot-service.ts'
import { planBot } from '../../bots/plan-bot.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { stackFlag } from '../../cli/stack-flag.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import type { Service } from '../../stack/stack.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { addRemote } from './add-remote.ts'
import { type AddWishes, readWishes } from './wishes.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const wishes = readWishes(context, input)
  await asOperator(context, async (operator) => {
    const { handle } = operator
    requireNew(operator, wishes)
    if (wishes.home) requireRunnable(handle, wishes.name, wishes.home)
    if (context.dryRun) return await showPlan(context, operator, wishes)
    using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
    if (wishes.home === undefined) return await addRemote(context, operator, wishes)
    await addHere(operator, wishes, wishes.home)
  })
}

/** One whose `add` was cut short is there only half: the same again finishes it. */
function requireNew({ handle }: Operator, { name, home }: AddWishes): void {
  const flag = stackFlag(handle.stack.name)
  const book = new BotBook(handle.folder)
  if (!book.has(name) || (home !== undefined && book.begun(name))) return
  throw new CliFailure('BOT_EXISTS', `the bot ${name} belongs to this stack already`, {
    fix: `bartab bot upgrade ${name}${flag} runs it as it is now; bartab bot remove ${name}${flag} takes it away`,
  })
}

async function showPlan(context: Context, { handle }: Operator, { name, home, ...wishes }: AddWishes): Promise<void> {
  const manifest = home === undefined ? {} : await manifestOf(home, context.cwd)
  const account = { do: 'create-bot', name, scopes: wishes.scopes ?? manifest.scopes ?? 'all that bots have' }
  const lines = [`make the account of the bot ${name} and its credentials`]
  if (home === undefined) return printIntent(context, [account], lines)
  const code = home.kind === 'path' && handle.driver.kind === 'process' ? findBotCode(home.path, home.path) : undefined
  const image = code ? undefined : imageOf(home, name, handle.stack.version)
  const secrets = new BotBook(handle.folder).secretsFolder(name)
  const steps = await planBot(handle, botService({ name, manifest, image, code, secrets }))
  printIntent(context, [account, ...steps], [...lines, ...steps.map(describeStep)])
}

async function addHere(operator: Operator, wishes: AddWishes, home: BotHome): Promise<void> {
  const { handle, client } = operator
  const { name } = wishes
  const book = new BotBook(handle.folder)
  const made = await makeBot(handle, name, home)
  const begunHere = book.begun(name)
  book.begin(name)
  const scopes = wishes.scopes ?? made.manifest.scopes
  const written = begunHere ? await aliveCredentials(operator, book, name) : undefined
  const account =
    written ?? (await makeAccount(client, { name, ...(scopes === undefined ? {} : { scopes }) }, begunHere))
  const credentials: BotCredentialsFile = { ...account, gateway_url: handle.url }
  book.writeCredentials(name, credentials, handle.driver.kind === 'docker' ? 'container' : 'process')
  const service = botService({ name, ...made, secrets: book.secretsFolder(name) })
  book.write(name, service, home)
  const steps = await planBot(handle, service)
  await runPlan(handle, steps)
  const connectedTs = await awaitConnection(operator, name)
  book.end(name)
  show(operator, account.bot_id, service, connectedTs, steps)
}

/** What an earlier attempt wrote down: a bot that runs with it already need not look for another secret. */
async function aliveCredentials({ client }: Operator, book: BotBook, name: string) {
  const written = book.credentials(name)
  const bot = written && (await findBot(client, name))
  return bot?.bot_id === written?.bot_id ? written : undefined
}

function show({ handle }: Operator, botId: string, service: Service, connectedTs: number, actions: Step[]): void {
  const { context, driver } = handle
  const name = service.name.slice(botServiceName('').length)
  const bot = { name, bot_id: botId, service: service.name, image: service.image || null, connected_ts: connectedTs }
  context.terminal.result({ schema: 1, bot, actions }, [
    `${name} is connected; ${reachOf(service, driver.kind)}`,
    `its user id is ${botId}: invite it to a room, and it answers there`,
  ])
}

function reachOf({ attachments }: Service, driver: 'docker' | 'process'): string {
  if (driver === 'process') return 'it runs as a process of yours, with nothing around it: containers hold bots back'
  const granted = attachments.some(({ network }) => network.startsWith('out-'))
  return granted ? 'it reaches the gateway and the internet' : 'it reaches the gateway and nothing else'
}
