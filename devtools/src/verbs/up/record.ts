import type { StackHandle } from '../../stack/open-stack.ts'
import type { StackRecord } from '../../state/stack-record.ts'

/** What is to be remembered of a stack that is brought up. */
export function recordOf({ context, record, choice, stack, url }: StackHandle): StackRecord {
  const { address, port } = stack.listen
  return {
    schema: 1,
    name: stack.name,
    driver: choice.kind,
    address,
    port,
    url: context.remote === undefined ? url : stack.issuer,
    issuer: stack.issuer,
    ...(context.remote === undefined ? {} : { host: context.remote.host.text }),
    ...(stack.dataDir === undefined ? {} : { dataDir: stack.dataDir }),
    ...(stack.generation === undefined ? {} : { generation: stack.generation }),
    ...(record?.oldTokens === undefined ? {} : { oldTokens: true }),
    createdTs: record?.createdTs ?? context.clock(),
    version: stack.version,
  }
}
