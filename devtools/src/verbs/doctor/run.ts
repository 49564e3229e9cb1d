import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../../cli/context.ts'
import { diagnose } from '../../doctor/diagnose.ts'
import { type Finding, findingOf } from '../../doctor/finding.ts'
import { gatherEvidence } from '../../doctor/gather-evidence.ts'
import { openExistingStack } from '../../stack/open-stack.ts'

export async function run(context: Context): Promise<number> {
  const findings = await examine(context)
  const { terminal, stackName } = context
  const lines = findings.length === 0 ? [`${stackName} is sound`] : findings.flatMap((finding) => findingLines(finding))
  terminal.result({ schema: 1, stack: stackName, findings }, lines)
  return findings.length === 0 ? exitCodes.ok : exitCodes.drift
}

/** What keeps the stack from being looked at is itself a finding. */
async function examine(context: Context): Promise<Finding[]> {
  try {
    await using handle = await openExistingStack(context)
    return diagnose(await gatherEvidence(handle))
  } catch (error) {
    if (error instanceof CliFailure) return [findingOf(error)]
    throw error
  }
}

function findingLines({ code, what, evidence, fix }: Finding): string[] {
  return [`✗ ${what} [${code}]`, ...evidence.map((line) => `    ${line}`), `    mend it: ${fix}`]
}
