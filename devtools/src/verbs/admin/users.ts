import { table } from '@bartab/kit/cli'
import type { UserProfile } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const users = await Array.fromAsync(client.people.all())
    const rows = table([['username', 'role', 'state', 'display name', 'user id'], ...users.map(cellsOf)])
    const none = `no accounts yet; the owner link: ${commandOn(context.stackName, 'admin owner-link')}`
    context.terminal.result({ schema: 1, users }, users.length === 0 ? [none] : rows)
  })
}

const cellsOf = ({ username, role, disabled, display_name, user_id }: UserProfile): string[] => [
  username,
  role,
  disabled ? 'disabled' : 'active',
  display_name,
  user_id,
]
