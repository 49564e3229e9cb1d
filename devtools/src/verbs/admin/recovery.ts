import type { CreateRecoveryBody } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { printIntent } from '../../cli/print-intent.ts'
import { timeText } from '../../cli/time-text.ts'
import { findUser } from '../../operator/find-user.ts'
import { asOperator } from '../../operator/operator.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const expires = input.text('expires')
  const reset = input.flag('resetSecondFactor')
  const wanted: CreateRecoveryBody = {
    ...(expires === undefined ? {} : { expires_in_s: parseDuration('expires', expires) }),
    ...(reset ? { reset_second_factor: true } : {}),
  }
  await asOperator(context, async ({ client }) => {
    const { user_id, username } = await findUser(client, input.argument(0) ?? '')
    const intent = `make a recovery link for ${username}${reset ? ', which also turns the second factor off' : ''}`
    if (context.dryRun) return printIntent(context, [{ do: 'make-recovery-link', user_id, ...wanted }], [intent])
    const link = await client.people.recovery(user_id, wanted)
    context.terminal.say(
      `for ${username} alone, once, until ${timeText(link.expires_ts)}; links before it are worthless`,
    )
    context.terminal.result({ schema: 1, user_id, ...link }, [link.url])
  })
}
