import { CliFailure } from '@bartab/kit/cli'
import { findBot } from '../../bots/bot-account.ts'
import { BotBook } from '../../bots/bot-book.ts'
import { botServiceName } from '../../bots/bot-service.ts'
import { type DeadToken, revokeBot } from '../../bots/revoke-bot.ts'
import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { planRemoval } from '../../plan/plan-service.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** The account goes first: killed after that, a second run finds what is left here and takes it away. */
export async function run(context: Context, input: Input): Promise<undefined> {
  const name = input.argument(0) ?? ''
  await asOperator(context, async (operator) => {
    const { handle, client } = operator
    const book = new BotBook(handle.folder)
    const bot = await findBot(client, name)
    if (bot === undefined && !book.has(name)) throw noSuchBot(name)
    const steps = await planFor(operator, name)
    if (context.dryRun) return printIntent(context, [{ do: 'remove-bot', name }, ...steps], describe(name, steps))
    await requireYes(context, input, `This ends the bot ${name} for good; its name is not given again.`)
    using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
    const dead = bot && (await revokeBot(operator, bot))
    await runPlan(handle, steps)
    book.remove(name)
    show(context, name, dead, steps)
  })
}

async function planFor({ handle: { driver, stack } }: Operator, name: string): Promise<Step[]> {
  const desired = await driver.desire(stack)
  return planRemoval(desired, await driver.observe(), botServiceName(name))
}

const describe = (name: string, steps: readonly Step[]): string[] => [
  `revoke the account of ${name}: its tokens end at once; what it wrote stays`,
  ...steps.map(describeStep),
]

function show({ terminal }: Context, name: string, dead: DeadToken | undefined, actions: readonly Step[]): void {
  const proof = dead && `a token that it had taken a moment before is refused: ${dead.status} ${dead.code}`
  terminal.result({ schema: 1, name, token: dead ?? null, actions }, [`${name} is removed`, ...(proof ? [proof] : [])])
}

function noSuchBot(name: string): CliFailure {
  return new CliFailure('BOT_NOT_FOUND', `there is no bot ${name}`, { fix: 'bartab bot list' })
}
