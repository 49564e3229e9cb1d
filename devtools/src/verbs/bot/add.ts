import { CliFailure } from '@bartab/kit/cli'
import { awaitConnection } from '../../bots/await-connection.ts'
import { makeAccount } from '../../bots/bot-account.ts'
import { BotBook, type BotCredentialsFile } from '../../bots/bot-book.ts'
import { buildBotImage } from '../../bots/bot-folder-image.ts'
import { botService, botServiceName } from '../../bots/bot-service.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { stackFlag } from '../../cli/stack-flag.ts'
import { DockerDriver } from '../../drivers/docker/docker-driver.ts'
import { asOperator, type Operator } from '../../operator/operator.ts'
import { describeStep } from '../../plan/describe-step.ts'
import { planService } from '../../plan/plan-service.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import type { Service, Stack } from '../../stack/stack.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { addRemote } from './add-remote.ts'
import { type AddWishes, readWishes } from './wishes.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const wishes = readWishes(context, input)
  await asOperator(context, async (operator) => {
    const { folder } = operator.handle
    requireNew(operator, wishes)
    if (context.dryRun) return await showPlan(context, operator, wishes)
    using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
    if (wishes.home.kind === 'remote') return await addRemote(context, operator, wishes)
    await addHere(operator, wishes)
  })
}

function requireNew({ handle }: Operator, { name, home }: AddWishes): void {
  const flag = stackFlag(handle.stack.name)
  if (new BotBook(handle.folder).has(name)) {
    throw new CliFailure('BOT_EXISTS', `the bot ${name} belongs to this stack already`, {
      fix: `bartab up${flag} starts it where it does not run; bartab bot remove ${name}${flag} takes it away`,
    })
  }
  if (home.kind !== 'image' || handle.driver.kind === 'docker') return
  throw new CliFailure('NEEDS_DOCKER', `the stack ${handle.stack.name} runs on the process driver`, {
    evidence: [`it cannot run the image ${home.image}`],
    fix: `run the bot from its folder: bartab bot add ${name} --path FOLDER${flag}`,
  })
}

async function showPlan(context: Context, operator: Operator, wishes: AddWishes): Promise<void> {
  const account = { do: 'create-bot', name: wishes.name, scopes: wishes.scopes ?? 'all that bots have' }
  const lines = [`make the account of the bot ${wishes.name} and its credentials`]
  if (wishes.home.kind === 'remote') return printIntent(context, [account], lines)
  const steps = await planFor(operator, serviceOf(operator, wishes, imageOf(wishes, context)))
  printIntent(context, [account, ...steps], [...lines, ...steps.map(describeStep)])
}

async function addHere(operator: Operator, wishes: AddWishes): Promise<void> {
  const { handle, client } = operator
  const { name, scopes } = wishes
  const book = new BotBook(handle.folder)
  const image = await makeImage(operator, wishes)
  const begunHere = book.begun(name)
  book.begin(name)
  const body = { name, ...(scopes === undefined ? {} : { scopes }) }
  const account = await makeAccount(client, body, begunHere)
  const credentials: BotCredentialsFile = { gateway_url: handle.url, ...account }
  book.writeCredentials(name, credentials, handle.driver.kind === 'docker' ? 'container' : 'process')
  const service = serviceOf(operator, wishes, image)
  book.write(name, service)
  const steps = await planFor(operator, service)
  await runPlan(handle, steps)
  const connectedTs = await awaitConnection(operator, name)
  show(operator, account.bot_id, service, connectedTs, steps)
}

/** Until the bot's code is an image, where containers run it. */
async function makeImage({ handle }: Operator, { name, home }: AddWishes): Promise<string | undefined> {
  if (home.kind === 'image') return home.image
  if (home.kind !== 'path' || !(handle.driver instanceof DockerDriver)) return undefined
  return await buildBotImage(handle.driver, name, home.path, handle.stack.version)
}

const imageOf = ({ name, home }: AddWishes, { version }: Context): string =>
  home.kind === 'image' ? home.image : `bartab-bots/${name}:${version}`

function serviceOf({ handle }: Operator, { name, home, internet }: AddWishes, image: string | undefined): Service {
  const path = home.kind === 'path' && handle.driver.kind === 'process' ? home.path : undefined
  const credentials = new BotBook(handle.folder).credentialsFile(name)
  return botService({ name, image, path, internet, credentials })
}

async function planFor({ handle: { driver, stack } }: Operator, service: Service): Promise<Step[]> {
  const desired = await driver.desire(withService(stack, service))
  return planService(desired, await driver.observe(desired), service.name)
}

const withService = (stack: Stack, service: Service): Stack => ({
  ...stack,
  services: [...stack.services.filter(({ name }) => name !== service.name), service],
})

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
  const granted = attachments.some(({ network }) => network === 'edge')
  return granted ? 'it reaches the gateway and the internet' : 'it reaches the gateway and nothing else'
}
