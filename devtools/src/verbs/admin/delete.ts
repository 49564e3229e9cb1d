import { requireYes } from '../../cli/consent.ts'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { findUser } from '../../operator/find-user.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const { user_id, username } = await findUser(client, input.argument(0) ?? '')
    const intent = `delete ${username} for good: sessions and rooms end, what was written stays without the name`
    if (context.dryRun) return printIntent(context, [{ do: 'delete-user', user_id }], [intent])
    await requireYes(context, input, intent)
    await client.people.remove(user_id)
    context.terminal.result({ schema: 1, user_id }, [`${username} is deleted; the name is free again`])
  })
}
