import { interrupted } from '@bartab/kit/cli'
import { sameAgain } from '../cli/stack-flag.ts'
import { type Step, serviceOf } from './step.ts'

/** Told of each step as it begins and ends: progress rows, a journal. */
export interface StepListener {
  begin(step: Step): void
  done(step: Step): void
  failed(step: Step, error: unknown): void
}

export interface Execution {
  verb: string
  /** The command as typed. */
  message: string
  stackName: string
  signal: AbortSignal
  listener: StepListener
  /** Does one step; the only code that touches the world. The signal ends a wait early. */
  execute(step: Step, signal: AbortSignal): Promise<void>
}

/**
 * Runs a plan stage by stage. Within a stage the services go side by side, each in its own order. The first failure
 * ends the waits of the stage's other chains, lets no further step begin, and is thrown.
 */
export async function executePlan(steps: readonly Step[], execution: Execution): Promise<void> {
  for (const stage of stagesOf(steps)) {
    const failure = new AbortController()
    const signal = AbortSignal.any([execution.signal, failure.signal])
    const chains = [...chainsOf(stage).values()].map(async (chain) => {
      await runChain(chain, execution, signal).catch((error: unknown) => failure.abort(error))
    })
    await Promise.all(chains)
    if (failure.signal.aborted) throw failure.signal.reason
  }
}

async function runChain(chain: readonly Step[], execution: Execution, stage: AbortSignal): Promise<void> {
  const { verb, signal, listener, execute } = execution
  const stopped = () => interrupted(verb, { fix: sameAgain(execution) })
  for (const step of chain) {
    if (signal.aborted) throw stopped()
    if (stage.aborted) return
    listener.begin(step)
    try {
      await execute(step, stage)
    } catch (error) {
      if (stage.aborted && !signal.aborted) return
      const failure = signal.aborted ? stopped() : error
      listener.failed(step, failure)
      throw failure
    }
    listener.done(step)
  }
}

function stagesOf(steps: readonly Step[]): Step[][] {
  const stages: Step[][] = []
  for (const step of steps) {
    const last = stages.at(-1)
    if (last?.[0] !== undefined && stageOf(last[0]) === stageOf(step)) last.push(step)
    else stages.push([step])
  }
  return stages
}

const stageOf = (step: Step): string => (step.stage === 'replace' ? `replace ${serviceOf(step)}` : step.stage)

function chainsOf(stage: readonly Step[]): Map<string, Step[]> {
  return Map.groupBy(stage, (step) => serviceOf(step) ?? '')
}
