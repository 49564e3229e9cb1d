import type { CliFailure } from '@bartab/kit/cli'
import { onStack } from '../cli/on-stack.ts'
import { commandOn, stackFlag } from '../cli/stack-flag.ts'
import type { ProcessIdentity } from '../state/process-identity.ts'
import { verbs } from '../verbs/index.ts'

/** One thing that is wrong: what, how it was seen, and the command that mends it. */
export interface Finding {
  code: string
  /** What is wrong, as a sentence without its full stop. */
  what: string
  /** The service that it concerns, where it concerns one. */
  service?: string
  evidence: readonly string[]
  fix: string
  /** People are not served. What would be found further along the way is its consequence, and is not looked for. */
  broken?: boolean
  /** What `--fix` does about it. Absent where somebody has to decide. */
  mend?: Mend
}

/** What may be done without asking: nothing of it loses data, or ends what works. */
export type Mend =
  | { do: 'converge' }
  | { do: 'restrict'; files: readonly string[] }
  | { do: 'resume'; process: ProcessIdentity }

export const converge: Mend = { do: 'converge' }

/** A failure of a command that was tried, as a finding. */
export function findingOf({ code, message, evidence, fix }: CliFailure, stackName: string): Finding {
  return { code, what: message, evidence, fix: aimed(fix, stackName), broken: true }
}

/** Whoever failed need not have known on which stack. */
function aimed(fix: string | undefined, stackName: string): string {
  if (fix === undefined) return commandOn(stackName, 'up')
  return stackFlag(stackName) === '' ? fix : onStack(fix, stackName, verbs)
}
