import { resolve } from 'node:path'
import { CliFailure, exitCodes, table } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { DeadLetter } from '@bartab/sdk/schemas'
import { asBot } from '../../bots/hosted-bot.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { explained } from '../../operator/operator.ts'
import { openExistingStack } from '../../stack/open-stack.ts'

/** What a bot was handed five times in vain: shows it, hands it out once more, or gives it up. */
export async function run(context: Context, input: Input): Promise<undefined> {
  const name = input.argument(0) ?? ''
  await using handle = await openExistingStack(context)
  const file = input.text('credentials')
  await explained(handle, async () => {
    const client = asBot(handle, name, file && resolve(context.cwd, file))
    const dead = await all(client)
    const [replay, discard] = [chosen(dead, input.text('replay')), chosen(dead, input.text('discard'))]
    if (replay.length + discard.length === 0) return show(context, name, dead)
    const lines = [...replay.map(({ seq }) => `replay ${seq}`), ...discard.map(({ seq }) => `discard ${seq}`)]
    const done = { replayed: replay.map(({ seq }) => seq), discarded: discard.map(({ seq }) => seq) }
    if (context.dryRun) return printIntent(context, [{ do: 'dead-letters', name, ...done }], lines)
    for (const { seq } of replay) await client.updates.retry(seq)
    for (const { seq } of discard) await client.updates.discard(seq)
    context.terminal.result({ schema: 1, bot: name, ...done }, [
      ...(replay.length > 0 ? [`${replay.length} handed out to ${name} once more`] : []),
      ...(discard.length > 0 ? [`${discard.length} given up`] : []),
    ])
  })
}

async function all({ updates }: Client): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  for (let from: number | undefined; ; ) {
    const { dead, next } = await updates.dead({ limit: 100, ...(from !== undefined && { from }) })
    found.push(...dead)
    if (next === undefined) return found
    from = next
  }
}

/** @throws {CliFailure} NO_SUCH_LETTER */
function chosen(dead: readonly DeadLetter[], which: string | undefined): DeadLetter[] {
  if (which === undefined) return []
  if (which === 'all') return [...dead]
  const found = dead.filter(({ seq }) => String(seq) === which)
  if (found.length > 0) return found
  throw new CliFailure('NO_SUCH_LETTER', `there is no dead letter ${which}`, {
    evidence: [dead.length === 0 ? 'there are none' : `there is ${dead.map(({ seq }) => seq).join(', ')}`],
    fix: 'name one of these, or all',
    exitCode: exitCodes.usage,
  })
}

function show({ terminal, stackName }: Context, name: string, dead: readonly DeadLetter[]): void {
  const rows = dead.map(({ seq, dead_ts, event, reason }) => [
    String(seq),
    timeText(dead_ts),
    event.type,
    event.room_id,
    reason,
  ])
  const lines = table([['id', 'since', 'event', 'room', 'why'], ...rows])
  terminal.result(
    { schema: 1, bot: name, dead_letters: dead },
    dead.length === 0
      ? [`${name} has no dead letters`]
      : [...lines, '', `hand them out again: ${commandOn(stackName, `bot dead-letters ${name} --replay all`)}`],
  )
}
