import type { Webhook } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { timeText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'
import { ChosenSecrets, planWebhooks, turnWebhooks, type WebhookPlan } from '../../operator/webhook-rotation.ts'
import { lockStack } from '../../state/stack-lock.ts'

/** New secrets for webhooks: all of them, or one. */
export async function rotateWebhooks(context: Context, input: Input): Promise<undefined> {
  const overlap = input.text('overlap')
  const overlapMs = overlap === undefined ? undefined : parseDuration('overlap', overlap) * 1000
  await asOperator(context, async ({ handle: { folder }, client }) => {
    using _lock = await lockStack(folder.lock, { ...context, waitMs: context.lockWaitMs })
    const chosen = new ChosenSecrets(folder.path)
    const only = input.text('webhook')
    const all = (await client.webhooks.all()).filter(({ webhook_id }) => only === undefined || webhook_id === only)
    const plan = planWebhooks(all, chosen)
    if (context.dryRun) return showPlan(context, plan)
    const onDone = ({ name }: Webhook) => context.terminal.say(`✓ ${name} has a new secret`)
    const turned = await turnWebhooks({ webhooks: client.webhooks, chosen, overlapMs, onDone }, plan.turn)
    show(context, turned, plan.waiting)
    chosen.forget()
  })
}

function showPlan(context: Context, { turn, waiting }: WebhookPlan): void {
  const steps = turn.map(({ webhook_id }) => ({ do: 'rotate-webhook', webhook_id }))
  printIntent(context, steps, [
    ...turn.map((hook) => `give ${describe(hook)} a new secret`),
    ...waiting.map(waitingLine),
  ])
}

function show({ terminal }: Context, turned: readonly Webhook[], waiting: readonly Webhook[]): void {
  if (turned.length > 0) terminal.say('hand these on: each secret is shown here once')
  const lines = [...turned.flatMap(turnedLines), ...waiting.map(waitingLine)]
  const ids = waiting.map(({ webhook_id, previous_until_ts }) => ({ webhook_id, previous_until_ts }))
  const document = { schema: 1, webhooks: turned, waiting: ids }
  terminal.result(document, lines.length > 0 ? lines : ['there is no webhook to rotate'])
}

function turnedLines(hook: Webhook): string[] {
  const { direction, url, secret, previous_until_ts } = hook
  const until = previous_until_ts === undefined ? 'ended' : `is valid until ${timeText(previous_until_ts)}`
  const fresh = direction === 'incoming' ? url : secret
  return [`${describe(hook)}: ${fresh}`, `  the ${direction === 'incoming' ? 'address' : 'secret'} before ${until}`]
}

const waitingLine = (hook: Webhook): string =>
  `${describe(hook)} turns already: its secret before is valid until ${timeText(hook.previous_until_ts ?? 0)}`

const describe = ({ name, webhook_id, direction }: Webhook): string => `${direction} webhook ${name} (${webhook_id})`
