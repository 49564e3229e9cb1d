import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { requireRoom } from '../../ground/check-disk.ts'
import { requireFreePort } from '../../ground/check-port.ts'
import { retireDueKeys } from '../../operator/due-keys.ts'
import { look } from '../../plan/look.ts'
import type { Observed } from '../../plan/observed.ts'
import { printPlan } from '../../plan/print-plan.ts'
import { runPlan } from '../../plan/run-plan.ts'
import type { Step } from '../../plan/step.ts'
import { healthyNow } from '../../replace/healthy-now.ts'
import type { Replaced } from '../../replace/replacement.ts'
import { endOldTokens } from '../../restore/end-old-tokens.ts'
import { openStack, type StackHandle } from '../../stack/open-stack.ts'
import { ownerLink, readOwnerToken } from '../../stack/owner-link.ts'
import { lockStack } from '../../state/stack-lock.ts'
import { writeStackRecord } from '../../state/stack-record.ts'
import { noteHealthy } from '../../state/version-book.ts'
import { serviceRows } from '../status/service-rows.ts'
import { recordOf } from './record.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  const overrides = { port: input.integer('port', { min: 1, max: 65_535 }), dataDir: input.text('data') }
  await using handle = await openStack(context, overrides)
  const { choice, folder, driver, record } = handle
  context.terminal.say(`driver ${choice.kind}: ${choice.because}`)
  if (context.dryRun || record === undefined) {
    const { observed, steps } = await look(handle)
    await prepareGround(handle, observed, steps)
    if (context.dryRun) return printPlan(context, steps)
  }
  using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
  const { desired, observed, steps } = await look(handle)
  await prepareGround(handle, observed, steps)
  writeStackRecord(folder, recordOf(handle))
  const replaced = await runPlan(handle, steps)
  const after = steps.length === 0 ? observed : await driver.observe(desired)
  noteHealthy(folder, healthyNow(desired, after, context.clock()))
  for (const kid of await retireDueKeys(handle)) context.terminal.say(`retired the signing key ${kid}`)
  await endOldTokens(handle)
  await report(handle, { steps, replaced, observed: after })
  return undefined
}

/** The states in which the gateway has its port. */
const holding: ReadonlySet<string> = new Set(['running', 'orphaned', 'paused'])

async function prepareGround(
  { context, folder, record, stack }: StackHandle,
  observed: Observed,
  steps: readonly Step[],
) {
  if (steps.length === 0 || context.remote !== undefined) return
  await requireRoom(stack.dataDir ?? folder.path)
  const door = observed.services.find(({ name }) => name === 'gateway')
  const { address, port } = stack.listen
  const isOpen = holding.has(door?.state ?? '') || door?.publish?.held === true
  const holdsIt = isOpen && record?.port === port && record.address === address
  const opens = steps.some((step) => step.do === 'start-service' && step.name === 'gateway')
  if (opens && !holdsIt) await requireFreePort(context, stack.listen)
}

interface Done {
  steps: readonly Step[]
  replaced: readonly Replaced[]
  observed: Observed
}

async function report(handle: StackHandle, { steps, replaced, observed }: Done): Promise<void> {
  const { context, choice, driver, stack, url } = handle
  const token = await readOwnerToken(driver)
  const document = {
    schema: 1,
    stack: stack.name,
    driver: choice.kind,
    url,
    ...(token === undefined ? {} : { owner_token: token }),
    services: serviceRows(observed.services, stack, context.clock()),
    actions: steps,
    replaced,
  }
  const link =
    token === undefined ? [] : ['', "Make the owner's account (this link works once):", ownerLink(stack, token)]
  if (steps.length === 0) context.terminal.say('nothing to do')
  context.terminal.result(document, [whereLine(handle), ...link])
}

/** The public URL, and how it is reached from here where that is another way. */
function whereLine({ context: { remote }, stack, url }: StackHandle): string {
  if (remote === undefined) return stack.issuer === url ? url : `${stack.issuer} (here: ${url})`
  const { address, port } = stack.listen
  const { destination, port: sshPort } = remote.host
  const way = [
    'ssh',
    ...(sshPort === undefined ? [] : ['-p', sshPort]),
    '-L',
    `${port}:${address}:${port}`,
    destination,
  ]
  return `${stack.issuer} on ${destination} (from here: ${way.join(' ')})`
}
