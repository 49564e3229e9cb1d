import { runSteps, type StepsReport } from './run-steps.ts'
import { checkSteps } from './steps.ts'

export interface CheckOptions {
  /** The repository. */
  root: string
  write: (text: string) => void
}

/** What `bartab check` and `npm run check` do: every step, whatever the others found. */
export async function runCheck({ root, write }: CheckOptions): Promise<StepsReport> {
  const report = await runSteps(checkSteps(root), { write, clock: () => performance.now() })
  write(report.ok ? 'check: all steps passed\n' : `check: failed: ${report.failed.join(', ')}\n`)
  return report
}
