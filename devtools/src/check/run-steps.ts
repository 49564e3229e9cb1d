import type { CheckStep, StepOutcome, TestCount } from './step.ts'

export interface StepsReport {
  ok: boolean
  failed: string[]
  /** Tests of all steps together; a failed step that ran no tests counts as one failure. */
  tests: TestCount
}

export interface StepsDeps {
  write: (text: string) => void
  /** Milliseconds, monotonic. */
  clock: () => number
  /** When aborted, no further step is begun. */
  signal?: AbortSignal
}

/** Runs every step in order, names each with its result and its seconds, and prints the output of those that failed. */
export async function runSteps(steps: readonly CheckStep[], { write, clock, signal }: StepsDeps): Promise<StepsReport> {
  const report: StepsReport = { ok: true, failed: [], tests: { passed: 0, failed: 0 } }
  for (const step of steps) {
    if (signal?.aborted) break
    const began = clock()
    const outcome = await outcomeOf(step)
    write(stepLine(step.name, outcome, clock() - began))
    if (!outcome.ok) write(indent(outcome.output ?? 'no output'))
    count(report, step, outcome)
  }
  return report
}

async function outcomeOf(step: CheckStep): Promise<StepOutcome> {
  try {
    return await step.run()
  } catch (error) {
    return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function stepLine(name: string, outcome: StepOutcome, elapsedMs: number): string {
  const mark = outcome.ok ? 'ok    ' : 'FAILED'
  const summary = outcome.summary === undefined ? '' : `  ${outcome.summary}`
  return `${mark}  ${name.padEnd(24)} ${(elapsedMs / 1000).toFixed(1).padStart(6)} s${summary}\n`
}

function indent(text: string): string {
  return `${text.trimEnd().replace(/^/gm, '        ')}\n`
}

function count(report: StepsReport, step: CheckStep, outcome: StepOutcome): void {
  report.tests.passed += outcome.tests?.passed ?? 0
  report.tests.failed += outcome.tests?.failed ?? 0
  if (outcome.ok) return
  report.ok = false
  report.failed.push(step.name)
  if ((outcome.tests?.failed ?? 0) === 0) report.tests.failed += 1
}
