import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { commandOn } from '../cli/stack-flag.ts'
import { stateHash } from '../stack/state-hash.ts'
import type { UnfinishedRun } from '../state/journal.ts'
import { writeJson } from '../state/json-file.ts'
import { actionOf } from './describe-step.ts'
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
  const isOther = plan?.stack !== undefined && plan.stack !== stack
  const nothing = existsSync(file) ? 'it was not written by bartab plan --out' : 'there is no such file'
  throw new CliFailure('NO_PLAN', `${file} holds no plan for the stack ${stack}`, {
    evidence: [isOther ? `it is one for ${plan.stack}` : nothing],
    fix: commandOn(stack, `plan --out ${file}`),
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
 * The steps of a plan, where it would be made the same way now. One that was carried out and cut short is gone on with:
 * what has moved since is its own doing. One that was carried out to its end has nothing to do.
 *
 * @throws {CliFailure} WORLD_MOVED (exit 2) naming what is another by now.
 */
export function requireSame(plan: PlanFile, look: Look, file: string, cutShort?: UnfinishedRun): readonly Step[] {
  const { wanted, world } = named(look)
  if (plan.wanted === wanted && (look.steps.length === 0 || isOf(plan, cutShort))) return look.steps
  const parts = new Set([...Object.keys(plan.world), ...Object.keys(world)])
  const moved = [...parts].filter((part) => plan.world[part] !== world[part])
  if (plan.wanted !== wanted) moved.unshift('the settings, the images or the sources')
  if (moved.length === 0) return look.steps
  throw new CliFailure('WORLD_MOVED', `the plan in ${file} was made for a stack that is another by now`, {
    evidence: moved.map((part) => `${part}: not as it was when the plan was made`),
    fix: `${commandOn(plan.stack, `plan --out ${file}`)}, and look at it again`,
    exitCode: exitCodes.drift,
  })
}

const isOf = ({ actions }: PlanFile, run: UnfinishedRun | undefined): boolean =>
  run?.verb === 'apply' && isDeepStrictEqual(run.actions, actions.map(actionOf))

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
