import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { type Deployment, deploy, planDeploy } from '../../replace/deploy.ts'
import { readStackConfig } from '../../stack/config-file.ts'
import { type ExistingStack, openExistingStack } from '../../stack/open-stack.ts'
import type { ServerName } from '../../stack/server-names.ts'
import { lockStack } from '../../state/stack-lock.ts'
import type { Pin } from '../../state/version-book.ts'
import { showReplaced } from './show.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const service = (input.argument(0) ?? '') as ServerName
  const pin = await readPin(context, input, service)
  await using handle = await openExistingStack(context, { pin: { service, pin } })
  requireDriver(handle, input)
  const deployment: Deployment = { service, pin, again: input.flag('again') }
  if (context.dryRun) return printPlan(context, await planDeploy(handle, deployment))
  using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
  const { steps, replaced } = await deploy(handle, deployment)
  showReplaced(handle, service, steps, replaced)
  return undefined
}

/** @throws {CliFailure} IMAGE_IN_CONFIG where the settings name the image, NO_CHECKOUT where a folder holds no such service. */
async function readPin(context: Context, input: Input, service: ServerName): Promise<Pin | undefined> {
  const [image, from] = [input.text('image'), input.text('from')]
  const config = await readStackConfig(context)
  const named = config.services?.[service]?.image
  if (image !== undefined && named !== undefined) {
    throw new CliFailure('IMAGE_IN_CONFIG', `bartab.yaml names the image of ${service}`, {
      evidence: [`services.${service}.image is ${named}`],
      fix: `write ${image} there, then ${commandOn(context.stackName, `deploy ${service}`)}`,
      exitCode: exitCodes.usage,
    })
  }
  if (image !== undefined) return { image }
  return from === undefined ? undefined : { folder: requireCheckout(resolve(context.cwd, from), service) }
}

function requireCheckout(folder: string, service: ServerName): string {
  const entry = service === 'gateway' ? 'gateway/src/main.ts' : `services/${service}/src/main.ts`
  if (existsSync(join(folder, entry)) && existsSync(join(folder, 'node_modules'))) return folder
  const lacking = existsSync(join(folder, entry)) ? 'its packages are not installed' : `there is no ${entry} in it`
  throw new CliFailure('NO_CHECKOUT', `${folder} cannot run ${service}`, {
    evidence: [lacking],
    fix: `git worktree add ${folder} COMMIT, and npm ci in it`,
    exitCode: exitCodes.usage,
  })
}

function requireDriver({ driver, stack }: ExistingStack, input: Input): void {
  const wrong = driver.kind === 'docker' ? 'from' : 'image'
  if (input.text(wrong) === undefined) return
  throw new CliFailure('OTHER_DRIVER', `the stack ${stack.name} runs on the ${driver.kind} driver`, {
    evidence: [`--${wrong} means something to the other one alone`],
    fix: driver.kind === 'docker' ? 'name an image: --image IMAGE' : 'name a checkout: --from FOLDER',
    exitCode: exitCodes.usage,
  })
}
