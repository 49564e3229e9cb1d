import type { Context } from '../../cli/context.ts'
import { parseDuration } from '../../cli/duration.ts'
import type { Input } from '../../cli/input.ts'
import { openRunningStack } from '../../stack/open-stack.ts'
import { inOrder } from './in-order.ts'
import { logFilter } from './log-filter.ts'
import { type LevelName, type LogRecord, logRecord } from './log-record.ts'
import { readableLine } from './readable-line.ts'
import { requireServices } from './require-services.ts'

const usualTail = 50
/** So far back is looked for a request or a time. */
const longTail = 50_000
const holdMs = 250

export async function run(context: Context, input: Input): Promise<undefined> {
  await using handle = await openRunningStack(context)
  const { terminal, clock, signal } = context
  const services = requireServices(input.words(0), handle.stack)
  const since = input.text('since')
  const wanted = logFilter({
    requestId: input.text('request'),
    level: input.text('level') as LevelName | undefined,
    sinceTs: since === undefined ? undefined : clock() - parseDuration('since', since) * 1000,
  })
  const searches = input.text('request') !== undefined || since !== undefined
  const tail = input.integer('tail', { min: 0, max: 100_000 }) ?? (searches ? longTail : usualTail)
  const follow = input.flag('follow')
  const records = recordsOf(handle.driver.logs({ services, tail, follow, signal }))
  const width = Math.max(...handle.stack.services.map(({ name }) => name.length))
  for await (const record of follow ? inOrder(records, { holdMs, clock }) : records) {
    if (wanted(record)) terminal.print(shown(context, record, width))
  }
}

async function* recordsOf(
  lines: ReturnType<import('../../drivers/driver.ts').Driver['logs']>,
): AsyncGenerator<LogRecord> {
  for await (const line of lines) yield logRecord(line)
}

/** For a script one document a line; for people readable; in a pipe as it was written. */
function shown({ terminal }: Context, record: LogRecord, width: number): string {
  const { service, text, ts, level, requestId, fields } = record
  if (terminal.json)
    return JSON.stringify({ schema: 1, service, ts, level, request_id: requestId, line: fields ?? text })
  if (terminal.stdout.isTTY === true) return readableLine(record, width, terminal.paint)
  return `${service.padEnd(width)} | ${text}`
}
