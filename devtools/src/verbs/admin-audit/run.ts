import { CliFailure, exitCodes, table } from '@bartab/kit/cli'
import type { Client } from '@bartab/sdk/client'
import type { AuditEntry } from '@bartab/sdk/schemas'
import type { Context } from '../../cli/context.ts'
import type { Input } from '../../cli/input.ts'
import { commandOn } from '../../cli/stack-flag.ts'
import { asOperator } from '../../operator/operator.ts'
import { checkChain } from './audit-chain.ts'

const pageSize = 500

export async function run(context: Context, input: Input): Promise<undefined> {
  const lines = input.integer('lines', { min: 1, max: pageSize }) ?? 50
  const head = requireHead(input.text('head'))
  await asOperator(context, async ({ client }) => {
    if (input.argument(0) === 'verify') await verify(context, client, head)
    else await list(context, client, lines)
  })
}

async function list(context: Context, client: Client, limit: number): Promise<void> {
  const { entries } = await client.audit.page({ limit })
  const rows = table([['seq', 'when', 'who', 'did', 'to', 'from'], ...entries.map(cellsOf)])
  context.terminal.result({ schema: 1, entries }, rows)
}

async function verify(context: Context, client: Client, notedHead: string | undefined): Promise<void> {
  const report = await checkChain(allEntries(client), notedHead)
  const { lines, head, broken } = report
  if (broken) {
    throw new CliFailure(
      'AUDIT_BROKEN',
      `the audit trail is broken: line ${broken.seq} ${broken.reason === 'missing' ? 'is missing' : 'was changed'}`,
      {
        evidence: [`${lines} lines; each line's hash is made of the line and of the hash before it`],
        fix: 'Treat the machine as broken into. Keep it as it is, and compare with the newest backup that verifies.',
      },
    )
  }
  const advice = `Note this elsewhere: ${commandOn(context.stackName, `admin audit verify --head ${head}`)} will tell a trail that was cut short.`
  context.terminal.result({ schema: 1, ...report }, [`${lines} lines, all as they were written`, advice])
}

async function* allEntries(client: Client): AsyncGenerator<AuditEntry> {
  let from: number | undefined
  do {
    const page = await client.audit.page({ limit: pageSize, ...(from === undefined ? {} : { from }) })
    yield* page.entries
    from = page.next
  } while (from !== undefined)
}

const cellsOf = ({ seq, ts, actor, action, target, address }: AuditEntry): string[] => [
  String(seq),
  new Date(ts).toISOString(),
  actor,
  action,
  target ?? '',
  address ?? '',
]

function requireHead(head: string | undefined): string | undefined {
  if (head === undefined || /^[1-9]\d{0,15}:[0-9a-f]{64}$/.test(head)) return head
  throw new CliFailure('USAGE', `--head does not accept "${head}"`, {
    evidence: ['it takes what verify printed: a line number, a colon, and 64 letters'],
    exitCode: exitCodes.usage,
  })
}
