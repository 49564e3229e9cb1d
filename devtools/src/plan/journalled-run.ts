import type { Begun, Journal } from '../state/journal.ts'
import { actionOf } from './describe-step.ts'
import type { StepListener } from './execute-plan.ts'
import { type Step, serviceOf } from './step.ts'

export interface RunIdentity {
  /** Names the run within the journal. */
  run: string
  clock: () => number
}

/** Writes what a plan is about to do into the journal, before it is done. */
export class JournalledRun implements StepListener {
  readonly #journal: Journal
  readonly #identity: RunIdentity
  #steps: readonly Step[] = []

  constructor(journal: Journal, identity: RunIdentity) {
    this.#journal = journal
    this.#identity = identity
  }

  /** What was typed, by whom, and all that is to be done. */
  open(typed: Pick<Begun, 'begin' | 'by' | 'verb'>, steps: readonly Step[]): void {
    this.#steps = steps
    const services = [...new Set(steps.flatMap((step) => serviceOf(step) ?? []))]
    this.#journal.write({ ...this.#at, ...typed, services, actions: steps.map(actionOf) })
  }

  begin(step: Step): void {
    this.#write('begin', step)
  }

  done(step: Step): void {
    this.#write('done', step)
  }

  failed(step: Step): void {
    this.#write('failed', step)
  }

  end(end: 'done' | 'failed', because?: string): void {
    this.#journal.write({ ...this.#at, end, ...(because === undefined ? {} : { because }) })
  }

  get #at(): { run: string; ts: number } {
    return { run: this.#identity.run, ts: this.#identity.clock() }
  }

  #write(at: 'begin' | 'done' | 'failed', step: Step): void {
    this.#journal.write({ ...this.#at, at, step: this.#steps.indexOf(step), action: actionOf(step) })
  }
}
