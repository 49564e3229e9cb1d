import { awaitConnection } from '../../bots/await-connection.ts'
import { BotBook } from '../../bots/bot-book.ts'
import { type BotHome, makeBot, requireRunnable } from '../../bots/bot-home.ts'
import { botService, botServiceName } from '../../bots/bot-service.ts'
import { requireHosted } from '../../bots/hosted-bot.ts'
import { planBot } from '../../bots/plan-bot.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { readHome } from './wishes.ts'

/** Runs a bot as its folder, image and manifest are now. The server keeps its position: the new one goes on where the old one stopped. */
export async function run(context: Context, input: Input): Promise<undefined> {
  const name = input.argument(0) ?? ''
  await asOperator(context, async (operator) => {
    const { handle } = operator
    const home = homeFor(handle, name, readHome(context.cwd, input))
    requireRunnable(handle, name, home)
    if (context.dryRun)
      return printIntent(context, [{ do: 'upgrade-bot', name, home }], [`make ${name} anew, and run it`])
    using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
    const steps = await upgrade(operator, name, home)
    show(context, name, steps)
  })
}

/** What was named now, else what the bot was made from before. */
function homeFor({ folder }: Operator['handle'], name: string, asked: BotHome | undefined): BotHome {
  const book = new BotBook(folder)
  const { image } = requireHosted(book, name)
  const before = book.home(name)
  if (asked === undefined) return before ?? { kind: 'image', image }
  return { ...(before?.internet ? { internet: true } : {}), ...asked }
}

async function upgrade(operator: Operator, name: string, home: BotHome): Promise<Step[]> {
  const { handle } = operator
  const book = new BotBook(handle.folder)
  const made = await makeBot(handle, name, home)
  const service = botService({ name, ...made, secrets: book.secretsFolder(name) })
  book.write(name, service, home)
  const steps = await planBot(handle, service)
  const began = handle.context.clock()
  await runPlan(handle, steps)
  if (steps.some((step) => step.do === 'start-service')) await awaitConnection(operator, name, began)
  return steps
}

function show({ terminal }: Context, name: string, actions: readonly Step[]): void {
  const bot = { name, service: botServiceName(name) }
  const line = actions.length === 0 ? `${name} is as it should be` : `${name} runs anew, and goes on where it stopped`
  terminal.result({ schema: 1, bot, actions }, [line])
}
