import type { ObservedService, ObservedSuccessor, ServiceState } from '../../plan/observed.ts'
import type { InternalAnswer } from '../driver.ts'
import { askReadiness, healthOf } from '../health.ts'
import type { UnitSpec, UnitState, UnitStatus } from './unit.ts'
import { serviceOfUnit } from './unit-specs.ts'

const states: Record<UnitState, ServiceState> = {
  stopped: 'stopped',
  running: 'running',
  'backing-off': 'restarting',
  stopping: 'running',
  orphaned: 'orphaned',
}

export interface ProcessView {
  units: readonly UnitStatus[]
  clock: () => number
  /** Asks the internal port of a unit. */
  ask(spec: UnitSpec, path: string): Promise<InternalAnswer | undefined>
}

/** One service as its unit stands. */
export async function observeUnit(spec: UnitSpec, { units, clock, ask }: ProcessView): Promise<ObservedService> {
  const unit = units.find(({ name }) => name === spec.name)
  const state = unit === undefined ? 'stopped' : states[unit.state]
  const answers = (state === 'running' || state === 'orphaned') && spec.role !== 'sidecar'
  const asked = async (path: string) => await ask(spec, path)
  const answer = answers ? await (spec.role === 'bot' ? asked('/healthz') : askReadiness(asked)) : undefined
  return {
    name: spec.name,
    role: spec.role,
    handle: unit?.process === undefined ? spec.name : `process ${unit.process.pid}`,
    state,
    ...(spec.role === 'bot' && answer ? { said: answer.body } : {}),
    health: healthOf(spec.role, state, answer, unit?.startedTs, clock()),
    hash: unit?.hash ?? spec.hash,
    networks: [],
    ...(spec.env['BARTAB_DATA_DIR'] === undefined ? {} : { data: spec.env['BARTAB_DATA_DIR'] }),
    restarts: unit?.restarts ?? 0,
    ...(spec.secrets === undefined ? {} : { secrets: spec.secrets }),
    ...(unit?.startedTs === undefined ? {} : { startedTs: unit.startedTs }),
    ...(unit?.lastExit === undefined ? {} : { lastExit: unit.lastExit }),
  }
}

/** One that was made to follow a service. It is ready when it answers while the old one does not run. */
export async function observeSuccessor(spec: UnitSpec, { units, ask }: ProcessView): Promise<ObservedSuccessor> {
  const name = serviceOfUnit(spec.name)
  const isUp = (unit: string) => units.some((one) => one.name === unit && one.state === 'running')
  const answer = isUp(spec.name) && !isUp(name) ? await ask(spec, '/readyz') : undefined
  return { name, hash: spec.hash, ready: answer?.status === 200 }
}
