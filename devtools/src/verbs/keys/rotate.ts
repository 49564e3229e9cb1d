import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { rotateSecret } from './rotate-secret.ts'
import { rotateSigning } from './rotate-signing.ts'
import { rotateWebhooks } from './rotate-webhooks.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const what = input.argument(0) ?? 'signing'
  if (what === 'signing') return await rotateSigning(context, input.flag('wait'))
  if (what === 'webhooks') return await rotateWebhooks(context, input)
  return await rotateSecret(context, what, input.flag('force'))
}
