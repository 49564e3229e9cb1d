import { basename } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { commandOn } from '../cli/stack-flag.ts'

/** The data of a stack, as a driver sees it: its volumes, or its folders. */
export interface StackVolumes {
  /** What its services run on. */
  used: readonly string[]
  /** What lies beside that: from before a restore, or of what was removed. Nothing uses it. */
  kept: readonly string[]
}

export function sortVolumes(desired: readonly string[], observed: readonly string[]): StackVolumes {
  const isUsed = (name: string) => desired.includes(name)
  return { used: observed.filter(isUsed), kept: observed.filter((name) => !isUsed(name)) }
}

/**
 * The volumes that somebody named, by their whole names; a folder by its last part as well.
 *
 * @throws {CliFailure} VOLUME_IN_USE, NO_SUCH_VOLUME; of several names none counts then.
 */
export function namedVolumes({ used, kept }: StackVolumes, names: readonly string[], stackName: string): string[] {
  const find = (list: readonly string[], name: string) => list.find((one) => one === name || basename(one) === name)
  return names.map((name) => {
    const found = find(kept, name)
    if (found !== undefined) return found
    throw find(used, name) === undefined ? noSuch(name, kept, stackName) : inUse(name, stackName)
  })
}

const noSuch = (name: string, kept: readonly string[], stackName: string): CliFailure =>
  new CliFailure('NO_SUCH_VOLUME', `nothing of ${stackName} is kept under the name ${name}`, {
    evidence: [kept.length === 0 ? 'nothing is kept beside what is in use' : `kept are ${kept.join(', ')}`],
    fix: commandOn(stackName, 'volumes list'),
    exitCode: exitCodes.usage,
  })

const inUse = (name: string, stackName: string): CliFailure =>
  new CliFailure('VOLUME_IN_USE', `${name} is what ${stackName} runs on`, {
    evidence: ['nothing was removed'],
    fix: `to delete the whole stack: ${commandOn(stackName, 'down --volumes')}`,
    exitCode: exitCodes.usage,
  })
