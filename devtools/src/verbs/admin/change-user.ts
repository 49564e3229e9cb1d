import type { PatchUserBody } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { findUser } from '../../operator/find-user.ts'
import { asOperator } from '../../operator/operator.ts'

/** Changes one account, named by its username or id, and says what it is now. */
export async function changeUser(context: Context, wanted: string, change: PatchUserBody, said: string): Promise<void> {
  await asOperator(context, async ({ client }) => {
    const { user_id, username } = await findUser(client, wanted)
    const line = `${username} ${said}`
    if (context.dryRun) return printIntent(context, [{ do: 'change-user', user_id, ...change }], [line])
    const user = await client.people.update(user_id, change)
    context.terminal.result({ schema: 1, user }, [line])
  })
}
