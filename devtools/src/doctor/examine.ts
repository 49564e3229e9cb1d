import { CliFailure } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import { type ExistingStack, openExistingStack } from '../stack/open-stack.ts'
import { diagnose, isBroken } from './diagnose.ts'
import { type Finding, findingOf } from './finding.ts'
import { frozenFinding } from './frozen-supervisor.ts'
import { gatherEvidence } from './gather-evidence.ts'
import { publicWay } from './public-way.ts'
import { tryTheChat } from './trial-diagnoses.ts'

export interface Examination {
  /** Register, post and upload for real; without, nothing is changed. */
  trial: boolean
}

/**
 * Looks from the ground up and then from the outside in, and stops where the first cause is found. What keeps a stack
 * from being looked at is itself a finding.
 */
export async function examine(context: Context, { trial }: Examination): Promise<Finding[]> {
  try {
    await using handle = await openExistingStack(context)
    return frozenFinding(handle.folder) ?? (await look(handle, trial))
  } catch (error) {
    if (error instanceof CliFailure) return [findingOf(error, context.stackName)]
    throw error
  }
}

async function look(handle: ExistingStack, trial: boolean): Promise<Finding[]> {
  const evidence = await gatherEvidence(handle)
  const found = diagnose(evidence)
  if (isBroken(found)) return found
  const keys = evidence.services.find(({ name }) => name === 'auth')?.keys?.kids ?? []
  found.unshift(...(await publicWay(handle, keys)))
  if (isBroken(found) || !trial) return found
  return [...(await tryTheChat(handle)), ...found]
}
