import { setTimeout as sleep } from 'node:timers/promises'
import { interrupted } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { Context } from '../../cli/context.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { spanText, timeText } from '../../cli/time-text.ts'
import { noteDueKey, retireDueKeys } from '../../operator/due-keys.ts'
import { awaitHeld } from '../../operator/held-keys.ts'
import { asOperator, connectOperator, type Operator } from '../../operator/operator.ts'
import { type Rotation, rotateKeys } from '../../operator/rotate-keys.ts'
import { describeRotation, planRotation, type RotationPlan } from '../../operator/rotation.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** A new signing key, by the steps that are still to do. */
export async function rotateSigning(context: Context, wait: boolean): Promise<undefined> {
  await asOperator(context, async (operator) => {
    if (context.dryRun) return await showPlan(context, operator.client)
    using _lock = await lockStack(operator.handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
    const rotation = await rotate(context, operator)
    if (rotation.rotated) await proveSigning(context, operator, rotation)
    noteDueKey(operator.handle.folder, rotation.waiting)
    show(context, wait ? await waitOut(context, operator, rotation) : rotation)
  })
}

async function showPlan(context: Context, client: Client): Promise<void> {
  const { steps, waiting } = planRotation((await client.keys.list()).keys, context.clock())
  printIntent(context, steps, [...steps.map(describeRotation), ...waitingLines(waiting, context)])
}

async function rotate(context: Context, { handle, client }: Operator): Promise<Rotation> {
  const { terminal, clock, signal, stackName } = context
  const onHeld = (service: string) => terminal.say(`  ${service} holds it`)
  const watch = { driver: handle.driver, stackName, clock, signal, onHeld }
  return await rotateKeys({
    keys: client.keys,
    clock,
    awaitHeld: async (kid) => await awaitHeld(watch, kid),
    onBegin: (step) => {
      if (step.do === 'await-held') terminal.say('… every verifier fetches the keys; this takes up to half a minute')
    },
    onDone: (_step, evidence) => terminal.say(`✓ ${evidence}`),
  })
}

/** A token of the new key, accepted by auth through the gateway. */
async function proveSigning({ terminal }: Context, { handle }: Operator, { active }: Rotation): Promise<void> {
  const fresh = await connectOperator(handle)
  const [header = ''] = (await fresh.session.accessToken()).split('.')
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid: string }
  await fresh.keys.list()
  if (kid === active) terminal.say(`✓ a token signed with it was accepted through the gateway`)
}

/** Stays until the last token of the old key is dead, and retires it. */
async function waitOut(context: Context, { handle }: Operator, rotation: Rotation): Promise<Rotation> {
  const { terminal, clock, signal } = context
  for (const line of waitingLines(rotation.waiting, context)) terminal.say(`… ${line}`)
  const ms = Math.max(0, (rotation.waiting?.due_ts ?? 0) - clock() + 1000)
  await sleep(ms, undefined, { signal }).catch(() => undefined)
  if (signal.aborted) throw interrupted('keys rotate')
  return { ...rotation, retired: [...rotation.retired, ...(await retireDueKeys(handle))], waiting: undefined }
}

function show(context: Context, rotation: Rotation): void {
  const { active, retired, waiting } = rotation
  const lines = [
    ...retired.map((kid) => `${kid} is retired`),
    `${active} signs${rotation.rotated ? ' from now on; nobody was logged out' : ''}`,
    ...waitingLines(waiting, context),
  ]
  context.terminal.result({ schema: 1, ...rotation, waiting: waiting ?? null }, lines)
}

/** What is still to come of a rotation, and who does it. */
export function waitingLines(
  waiting: RotationPlan['waiting'],
  { clock, stackName }: Pick<Context, 'clock' | 'stackName'>,
): string[] {
  if (waiting === undefined) return []
  const { kid, due_ts } = waiting
  const when = `${timeText(due_ts)} (in ${spanText(due_ts - clock())})`
  const [rotate, up] = [commandOn(stackName, 'keys rotate'), commandOn(stackName, 'up')]
  return [`${kid} is trusted until ${when}; the next ${rotate} or ${up} after that retires it`]
}
