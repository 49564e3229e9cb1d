import { table } from '@bartab/kit/cli'
import type { SigningKeySummary } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { spanText, timeText } from '../../cli/time-text.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context): Promise<undefined> {
  await asOperator(context, async ({ client }) => {
    const { keys } = await client.keys.list()
    const now = context.clock()
    const rows = keys.map((key) => [
      key.kid,
      stateOf(key),
      spanText(now - key.created_ts),
      noteOf(key, context.stackName),
    ])
    const document = keys.map((key) => ({ ...key, age_s: Math.floor((now - key.created_ts) / 1000) }))
    context.terminal.result({ schema: 1, keys: document }, table([['key', 'state', 'age', ''], ...rows]))
  })
}

const stateOf = ({ state, revoked }: SigningKeySummary): string => (revoked ? 'revoked' : state)

function noteOf({ state, trusted_until_ts }: SigningKeySummary, stackName: string): string {
  if (state === 'active') return 'signs'
  if (state === 'standby') return `published, does not sign yet: ${commandOn(stackName, 'keys rotate')}`
  return trusted_until_ts === undefined ? '' : `trusted until ${timeText(trusted_until_ts)}`
}
