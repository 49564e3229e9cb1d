import { commandOn } from '../cli/stack-flag.ts'
import { describeStep } from '../plan/describe-step.ts'
import { type Step, serviceOf } from '../plan/step.ts'
import type { Evidence } from './evidence.ts'
import { converge, type Finding } from './finding.ts'

const shownSteps = 8

/** What differs from the definition and is not explained by what was found already. */
export function driftDiagnoses(
  evidence: Evidence,
  unwell: ReadonlySet<string>,
  found: readonly Finding[] = [],
): Finding[] {
  const codes = new Set(found.map(({ code }) => code))
  const explained = (step: Step): boolean => {
    const service = serviceOf(step)
    if (step.do === 'build-web-client') return codes.has('WEB_MISSING')
    if (step.stage === 'images' || step.cause === 'image') return codes.has('IMAGE_MISSING')
    return step.do === 'await-ready' || (service !== undefined && unwell.has(service))
  }
  const steps = evidence.drift.filter((step) => !explained(step))
  if (steps.length === 0) return []
  const fix = commandOn(evidence.stackName, 'up')
  const what = 'what runs is not what is defined'
  const more = steps.length - shownSteps
  const rest = more > 0 ? [`and ${more} more: ${commandOn(evidence.stackName, 'plan')}`] : []
  const shown = [...steps.slice(0, shownSteps).map(describeStep), ...rest]
  return [{ code: 'DRIFT', what, evidence: shown, fix, mend: converge }]
}
