import { table } from '@bartab/kit/cli'
import type { InviteSummary } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { timeText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const { invites } = await client.invites.list()
    const rows = table([['invite', 'state', 'used', 'role', 'good until', 'note'], ...invites.map(cellsOf)])
    context.terminal.result(
      { schema: 1, invites },
      invites.length === 0 ? [`no invites: ${commandOn(context.stackName, 'invite')}`] : rows,
    )
  })
}

const cellsOf = ({ invite_id, state, uses, max_uses, role, expires_ts, note = '' }: InviteSummary): string[] => [
  invite_id,
  state.replace('_', ' '),
  `${uses}/${max_uses}`,
  role,
  timeText(expires_ts),
  note,
]
