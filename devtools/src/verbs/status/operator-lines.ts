import { commandOn } from '../../cli/stack-flag.ts'
import { spanText } from '../../cli/time-text.ts'
import type { OperatorState } from '../../operator/loop/operator-state.ts'

type Seen = (OperatorState & { running: boolean }) | undefined

/** What the operator did last, what it does next, and where it gave up. */
export function operatorLines(operator: Seen, now: number, stackName: string): string[] {
  if (operator === undefined) return [`operator: not running (${commandOn(stackName, 'operator')})`]
  const { running, round, jobs, services } = operator
  const last = `last looked ${spanText(now - round.ts)} ago: ${round.said}`
  const next = nextJob(jobs, now)
  const head = running
    ? `operator: ${last}${next === undefined ? '' : `; next ${next}`}`
    : `operator: not running, ${last}`
  return [head, ...Object.entries(services).flatMap(([name, { gave_up }]) => gaveUp(name, gave_up))]
}

function nextJob(jobs: OperatorState['jobs'], now: number): string | undefined {
  const due = Object.entries(jobs).flatMap(([name, { next_ts }]) => (next_ts === undefined ? [] : [{ name, next_ts }]))
  const [first] = due.sort((a, b) => a.next_ts - b.next_ts)
  return first && `${first.name} in ${spanText(first.next_ts - now)}`
}

const gaveUp = (name: string, given: { because: string } | undefined): string[] =>
  given === undefined ? [] : [`operator: it gave ${name} up, for ${given.because}`]
