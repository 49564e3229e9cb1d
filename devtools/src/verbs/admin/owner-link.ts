import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { stackFlag } from '../../cli/stack-flag.ts'
import { openExistingStack } from '../../stack/open-stack.ts'
import { ownerLink, readOwnerToken } from '../../stack/owner-link.ts'

export async function run(context: Context): Promise<undefined> {
  await using handle = await openExistingStack(context)
  const token = await readOwnerToken(handle.driver)
  if (token === undefined) {
    throw new CliFailure('NO_OWNER_LINK', 'there is no owner link', {
      evidence: ['the owner exists already, or auth has not started yet'],
      fix: `bartab invite --role admin${stackFlag(context.stackName)}, or bartab up${stackFlag(context.stackName)}`,
    })
  }
  const url = ownerLink(handle.stack, token)
  context.terminal.result({ schema: 1, url, owner_token: token }, [url])
}
