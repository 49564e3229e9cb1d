import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import type { LogLine } from '../../drivers/driver.ts'
import { openRunningStack } from '../../stack/open-stack.ts'
import { readableLine } from './readable-line.ts'
import { requireServices } from './require-services.ts'

export async function run(context: Context, input: Input): Promise<number | undefined> {
  await using handle = await openRunningStack(context)
  const services = requireServices(input.words(0), handle.stack)
  const follow = input.flag('follow')
  const tail = input.integer('tail', { min: 0, max: 100_000 }) ?? 50
  const shown = context.terminal.stdout.isTTY === true ? readableLine : (text: string) => text
  const width = Math.max(...handle.stack.services.map(({ name }) => name.length))
  for await (const line of handle.driver.logs({ services, tail, follow, signal: context.signal })) {
    context.terminal.print(context.terminal.json ? asJson(line) : `${line.service.padEnd(width)} | ${shown(line.text)}`)
  }
  return undefined
}

/** The line as a document: what the service wrote is nested where it is JSON itself. */
function asJson({ service, text }: LogLine): string {
  try {
    return JSON.stringify({ service, line: JSON.parse(text) as unknown })
  } catch {
    return JSON.stringify({ service, line: text })
  }
}
