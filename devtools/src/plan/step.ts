import type { DesiredNetwork, DesiredService, DesiredVolume } from './desired.ts'

/** Why a step is taken. */
export type Cause =
  | 'missing'
  | 'stopped'
  | 'image'
  | 'sources'
  | 'configuration'
  | 'network'
  | 'unready'
  | 'unsupervised'
  | 'unwanted'
  | 'asked'

/**
 * Steps of one stage may run side by side, those of one service in their order; a stage begins when the one before it
 * has ended.
 */
export type Stage = 'images' | 'clear' | 'networks' | 'volumes' | 'services' | 'ready' | 'edge' | 'servers' | 'remove'

interface StepBasis {
  stage: Stage
  cause: Cause
}

export type Step = StepBasis &
  (
    | { do: 'build-images'; services: readonly string[] }
    | { do: 'pull-image'; image: string }
    | { do: 'build-web-client'; sources: string }
    | { do: 'create-network'; network: DesiredNetwork }
    | { do: 'remove-network'; name: string }
    | { do: 'create-volume'; volume: DesiredVolume }
    | { do: 'remove-volume'; name: string }
    | { do: 'create-service'; service: DesiredService }
    | { do: 'start-service'; name: string }
    | { do: 'stop-service'; name: string; timeoutMs: number }
    | { do: 'remove-service'; name: string }
    | { do: 'await-ready'; name: string; answersReadiness: boolean; timeoutMs: number }
  )

export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>

/** The service that a step concerns, where it concerns one. */
export function serviceOf(step: Step): string | undefined {
  if ('service' in step) return step.service.name
  return step.do.endsWith('-service') || step.do === 'await-ready' ? (step as { name: string }).name : undefined
}
