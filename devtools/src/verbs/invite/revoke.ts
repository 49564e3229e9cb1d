import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const invite_id = input.argument(0) ?? ''
  await asOperator(context, async ({ client }) => {
    if (context.dryRun) return printIntent(context, [{ do: 'revoke-invite', invite_id }], [`revoke ${invite_id}`])
    await client.invites.revoke(invite_id)
    context.terminal.result({ schema: 1, invite_id, state: 'revoked' }, [`${invite_id} lets nobody in any more`])
  })
}
