import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { changeUser } from './change-user.ts'

export async function run(context: Context, input: Input): Promise<undefined> {
  const role = input.argument(1) ?? ''
  await changeUser(context, input.argument(0) ?? '', { role }, `has the role ${role}`)
}
