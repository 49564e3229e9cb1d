import { countText } from '@bartab/kit/cli'
import type { Step } from '../../plan/step.ts'
import { backupText } from '../../replace/backup-before.ts'
import { rehearsalText } from '../../replace/rehearsal.ts'
import type { Replaced } from '../../replace/replacement.ts'
import type { StackHandle } from '../../stack/open-stack.ts'

/** What a replacement did and what it cost, in words and as data. */
export function showReplaced(
  { context, stack }: StackHandle,
  service: string,
  steps: readonly Step[],
  replaced: readonly Replaced[],
): void {
  const lines = replaced.flatMap((one) => linesOf(one, stack.name))
  const idle = steps.length === 0 ? [`nothing to do: ${service} runs that already (--again replaces it even so)`] : []
  const document = { schema: 1, stack: stack.name, service, actions: steps, replaced }
  context.terminal.result(document, [
    ...idle,
    ...(lines.length === 0 && idle.length === 0 ? [`${service} is up`] : lines),
  ])
}

function linesOf(replaced: Replaced, stackName: string): string[] {
  const { service, took_ms, held_ms, waited, expired, rehearsal, backup } = replaced
  const held = held_ms === undefined ? '' : `; ${waitText(waited ?? 0, held_ms)}`
  const tried = rehearsal && rehearsalText(rehearsal)
  return [
    `${service} is replaced after ${(took_ms / 1000).toFixed(1)} s${held}`,
    ...(expired ? ['that was not long enough; who came after it was told to come again'] : []),
    ...(tried ? [`migrations: ${tried}`] : []),
    ...(backup ? [backupText(backup, stackName)] : []),
  ]
}

function waitText(waited: number, heldMs: number): string {
  if (waited === 0) return `no request had to wait (they would have, for ${heldMs} ms)`
  return `${countText(waited, 'request')} waited, ${heldMs} ms at most`
}
