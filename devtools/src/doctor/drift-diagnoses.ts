import { commandOn } from '../cli/stack-flag.ts'
import { describeStep } from '../plan/describe-step.ts'
import { type Step, serviceOf } from '../plan/step.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'

/** What differs from the definition and is not explained by a service that is unwell anyway. */
export function driftDiagnoses(evidence: Evidence, unwell: ReadonlySet<string>): Finding[] {
  const explained = (step: Step): boolean => {
    const service = serviceOf(step)
    return step.do === 'await-ready' || (service !== undefined && unwell.has(service))
  }
  const steps = evidence.drift.filter((step) => !explained(step))
  if (steps.length === 0) return []
  const fix = commandOn(evidence.stackName, 'up')
  return [{ code: 'DRIFT', what: 'what runs is not what is defined', evidence: steps.map(describeStep), fix }]
}
