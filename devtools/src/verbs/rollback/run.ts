import { isDeepStrictEqual } from 'node:util'
import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { deploy, planDeploy } from '../../replace/deploy.ts'
import { inPlace } from '../../replace/healthy-now.ts'
import { type ExistingStack, openExistingStack } from '../../stack/open-stack.ts'
import { lastRun, readJournal, unfinishedRun } from '../../state/journal.ts'
import { StackFolder } from '../../state/stack-folder.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { type HealthyVersion, healthyVersions, readPins } from '../../state/version-book.ts'
import { showReplaced } from '../deploy/show.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const service = input.argument(0) ?? ''
  const candidates = await earlierVersions(context, service)
  if (input.flag('list')) return list(context, service, candidates)
  const to = input.integer('to', { min: 1, max: 10 })
  const version = (to === undefined ? cutShort(context, service) : undefined) ?? candidates[(to ?? 1) - 1]
  if (version === undefined) throw nowhereToGo(context, service, candidates)
  const { pin } = version
  await using handle = await openExistingStack(context, { pin: { service, pin } })
  await requireUnchanged(handle, service, version)
  const deployment = { service, pin, again: false }
  if (context.dryRun) return printPlan(context, await planDeploy(handle, deployment))
  using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
  const { steps, replaced } = await deploy(handle, deployment)
  showReplaced(handle, service, steps, replaced)
  return undefined
}

/** The version that a rollback of this service was on its way to, or at, when it was killed: the same again finishes it. */
function cutShort({ home, stackName }: Context, service: string): HealthyVersion | undefined {
  const folder = new StackFolder(home, stackName)
  const journal = readJournal(folder.journal)
  const last = lastRun(journal)
  if (last?.verb !== 'rollback' || !last.services.includes(service)) return undefined
  const known = healthyVersions(folder, service)
  const aim = known.find(({ pin }) => isDeepStrictEqual(pin, readPins(folder)[service]))
  // what a rollback has led to is noted at its end
  return unfinishedRun(journal) !== undefined || aim !== known[0] ? aim : undefined
}

/** The versions that were well, without the one in place, which may be unwell by now. */
async function earlierVersions(context: Context, service: string): Promise<HealthyVersion[]> {
  await using handle = await openExistingStack(context)
  const {
    driver,
    stack,
    folder,
    context: { clock },
  } = handle
  const desired = await driver.desire(stack)
  const current = inPlace(desired, await driver.observe(desired), clock()).get(service)
  return healthyVersions(folder, service).filter(({ id }) => id !== current?.id)
}

function list({ terminal }: Context, service: string, versions: readonly HealthyVersion[]): undefined {
  const lines = versions.map(({ name, id, ts }, i) => `${i + 1}  ${name}  ${shortId(id)}  well since ${timeText(ts)}`)
  terminal.result(
    { schema: 1, service, versions },
    lines.length === 0 ? [`no earlier version of ${service} is known`] : lines,
  )
}

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(-16)

/** Source files have no copy: a folder holds what it holds now. */
async function requireUnchanged(
  { driver, stack }: ExistingStack,
  service: string,
  version: HealthyVersion,
): Promise<void> {
  if (version.pin.folder === undefined) return
  const { services } = await driver.desire(stack)
  const launch = services.find(({ name }) => name === service)?.launch
  if (launch?.kind === 'process' && `${launch.cwd} ${launch.sources}` === version.id) return
  throw new CliFailure('SOURCES_CHANGED', `the sources of that version of ${service} are not there any more`, {
    evidence: [`the files in ${version.name} have changed since it was well`],
    fix: `check out the commit of before beside this one, then bartab deploy ${service} --from FOLDER`,
  })
}

function nowhereToGo({ stackName }: Context, service: string, known: readonly HealthyVersion[]): CliFailure {
  return new CliFailure('NO_EARLIER_VERSION', `there is no such earlier version of ${service} to go back to`, {
    evidence: [known.length === 0 ? 'the one that runs is the only one that was well' : `there are ${known.length}`],
    fix: commandOn(stackName, `rollback ${service} --list`),
  })
}
