import type { DesiredNetwork, DesiredService, DesiredVolume } from './desired.ts'

/** Why a step is taken. */
export type Cause =
  | 'missing'
  | 'stopped'
  | 'paused'
  | 'image'
  | 'sources'
  | 'configuration'
  | 'data'
  | 'secret'
  | 'network'
  | 'drift'
  | 'unready'
  | 'unsupervised'
  | 'unwanted'
  | 'abandoned'
  | 'asked'

/**
 * Steps of one stage may run side by side, those of one service in their order; a stage begins when the one before it
 * has ended. In the stage `replace` one service comes after the other.
 */
export type Stage =
  | 'images'
  | 'clear'
  | 'networks'
  | 'volumes'
  | 'services'
  | 'replace'
  | 'ready'
  | 'edge'
  | 'servers'
  | 'sidecars'
  | 'remove'

interface StepBasis {
  stage: Stage
  cause: Cause
  /** What exactly was found, where the cause alone does not say it. */
  note?: string
}

/** What a driver does by itself. */
export type DriverStep = StepBasis &
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
    | { do: 'resume-service'; name: string }
    | { do: 'stop-service'; name: string; timeoutMs: number }
    | { do: 'remove-service'; name: string }
    | { do: 'attach-network'; name: string; network: string; aliases: readonly string[] }
    | { do: 'detach-network'; name: string; network: string }
    | { do: 'await-ready'; name: string; answersReadiness: boolean; timeoutMs: number }
  )

/** The steps of replacing a service while people use it. */
export type ReplacementStep = StepBasis &
  (
    | { do: 'create-successor'; service: DesiredService }
    | { do: 'await-successor'; name: string; timeoutMs: number }
    | { do: 'rehearse-migrations'; name: string }
    | { do: 'hand-over'; service: DesiredService; boundMs: number }
    | { do: 'promote-successor'; name: string }
    | { do: 'discard-successor'; name: string }
  )

export type Step = DriverStep | ReplacementStep
export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>

const ofReplacement: ReadonlySet<string> = new Set<ReplacementStep['do']>([
  'create-successor',
  'await-successor',
  'rehearse-migrations',
  'hand-over',
  'promote-successor',
  'discard-successor',
])

export const isReplacement = (step: Step): step is ReplacementStep => ofReplacement.has(step.do)

const ofNoService: ReadonlySet<string> = new Set<Step['do']>(['remove-network', 'remove-volume'])

/** The service that a step concerns, where it concerns one. */
export function serviceOf(step: Step): string | undefined {
  if ('service' in step) return step.service.name
  return 'name' in step && !ofNoService.has(step.do) ? step.name : undefined
}
