import { readFileSync } from 'node:fs'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { stateHash } from '../stack/state-hash.ts'
import { writeJson } from '../state/json-file.ts'
import type { Look } from './look.ts'
import type { Observed } from './observed.ts'
import type { Step } from './step.ts'

/** A plan on disk, with what it was made of. Mode 0600: steps carry the settings of services. */
export interface PlanFile {
  schema: 1
  stack: string
  made_ts: number
  /** Names what was wanted, and each part of what was there. */
  wanted: string
  world: Readonly<Record<string, string>>
  actions: readonly Step[]
}

export function writePlanFile(file: string, stack: string, look: Look, now: number): void {
  const { wanted, world } = named(look)
  writeJson(file, { schema: 1, stack, made_ts: now, wanted, world, actions: look.steps } satisfies PlanFile)
}

/** @throws {CliFailure} NO_PLAN (exit 64) where the file holds none for this stack. */
export function readPlanFile(file: string, stack: string): PlanFile {
  const plan = parsed(file)
  if (plan?.schema === 1 && plan.stack === stack) return plan
  throw new CliFailure('NO_PLAN', `${file} holds no plan for the stack ${stack}`, {
    evidence: plan?.stack === undefined ? [] : [`it is one for ${plan.stack}`],
    fix: `bartab plan --out ${file}`,
    exitCode: exitCodes.usage,
  })
}

function parsed(file: string): PlanFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PlanFile
  } catch {
    return undefined
  }
}

/**
 * The steps of a plan, where it would be made the same way now.
 *
 * @throws {CliFailure} WORLD_MOVED (exit 2) naming what is another by now.
 */
export function requireSame(plan: PlanFile, look: Look, file: string): readonly Step[] {
  const { wanted, world } = named(look)
  const parts = new Set([...Object.keys(plan.world), ...Object.keys(world)])
  const moved = [...parts].filter((part) => plan.world[part] !== world[part])
  if (plan.wanted !== wanted) moved.unshift('the settings, the images or the sources')
  if (moved.length === 0) return look.steps
  throw new CliFailure('WORLD_MOVED', `the plan in ${file} was made for a stack that is another by now`, {
    evidence: moved.map((part) => `${part}: not as it was when the plan was made`),
    fix: `bartab plan --out ${file}, and look at it again`,
    exitCode: exitCodes.drift,
  })
}

function named({ desired, observed }: Look): Pick<PlanFile, 'wanted' | 'world'> {
  return { wanted: stateHash([desired, [...observed.images].sort()]), world: worldOf(observed) }
}

/** What a plan depends on, part by part; not how long something has been running. */
function worldOf({ networks, volumes, services, successors = [], webSources }: Observed): Record<string, string> {
  const parts = services.map(({ name, state, health, hash, imageId, networks: on, secrets, limits }) => [
    name,
    stateHash([state, health, hash, imageId, [...on].sort(), secrets, limits]),
  ])
  return {
    ...Object.fromEntries(parts),
    networks: stateHash(networks.map(({ name, hash }) => [name, hash]).sort()),
    volumes: stateHash([...volumes].sort()),
    successors: stateHash(successors),
    'web client': webSources ?? '',
  }
}
