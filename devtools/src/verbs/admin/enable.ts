import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { changeUser } from './change-user.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  await changeUser(context, input.argument(0) ?? '', { disabled: false }, 'is enabled and can log in')
}
