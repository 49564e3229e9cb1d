import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { verbs } from '../index.ts'
import { completionScript } from './completion-script.ts'
import type { Shell } from './verb.ts'

export async function run({ terminal }: Context, input: Input): Promise<undefined> {
  terminal.print(completionScript(input.argument(0) as Shell, verbs))
}
