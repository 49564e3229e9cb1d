import type { Context } from '../../cli/context.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { spanText, timeText } from '../../cli/time-text.ts'
import { asOperator, connectOperator, type Operator } from '../../operator/operator.ts'
import {
  planSecret,
  type SecretStep,
  type SecretWait,
  type TurnedSecret,
  turnSecret,
} from '../../operator/secret-rotation.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** A new version of the pepper, of the secret of media links, or of the operator's own. */
export async function rotateSecret(context: Context, name: string, force: boolean): Promise<undefined> {
  await asOperator(context, async (operator) => {
    const { client, handle } = operator
    if (context.dryRun) return await showPlan(context, operator, name, force)
    using _lock = await lockStack(handle.folder.lock, { ...context, waitMs: context.lockWaitMs })
    const turned = await turnSecret(client.secrets, name, force)
    if (name === 'operator' && turned.did === 'rotate') await proveOperator(context, operator)
    show(context, turned)
  })
}

async function showPlan(context: Context, { client }: Operator, name: string, force: boolean): Promise<void> {
  const { step, waiting } = planSecret(await client.secrets.get(name), force)
  const lines = [...(step ? [describeStep(name, step)] : []), ...waitingLines(context, name, waiting)]
  printIntent(context, step ? [step] : [], lines)
}

/** A token for the new secret, as the file has it now. */
async function proveOperator({ terminal }: Context, { handle }: Operator): Promise<void> {
  const fresh = await connectOperator(handle)
  await fresh.keys.list()
  terminal.say('✓ a token was given for the new secret, and taken through the gateway')
}

function show(context: Context, turned: TurnedSecret): void {
  const { name, active, did, retired, waiting } = turned
  const lines = [
    ...(retired === undefined ? [] : [`${name} ${retired} is retired`]),
    `${name} ${active} is in use${did === 'rotate' ? ' from now on; the one before is valid beside it' : ''}`,
    ...waitingLines(context, name, waiting),
  ]
  context.terminal.result(
    { schema: 1, ...turned, did: did ?? null, retired: retired ?? null, waiting: waiting ?? null },
    lines,
  )
}

function waitingLines({ clock, stackName }: Context, name: string, waiting: SecretWait | undefined): string[] {
  if (waiting === undefined) return []
  const { version, in_use, until_ts } = waiting
  if (until_ts !== undefined) {
    return [`${name} ${version} ends by itself at ${timeText(until_ts)} (in ${spanText(until_ts - clock())})`]
  }
  const passwords = `${in_use} password${in_use === 1 ? '' : 's'}`
  return [
    `${passwords} still ${in_use === 1 ? 'depends' : 'depend'} on ${name} ${version}; each is made anew when its owner logs in`,
    `${commandOn(stackName, `keys rotate ${name}`)} retires it once none does; with --force now, and those people need recovery links`,
  ]
}

function describeStep(name: string, step: SecretStep): string {
  if (step.do === 'rotate') return `make a new ${name}, and keep the one before valid beside it`
  return `retire ${name} ${step.version}${step.force ? ' although something may still depend on it' : ''}`
}
