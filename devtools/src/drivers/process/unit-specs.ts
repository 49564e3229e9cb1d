import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { CliFailure } from '@bartab/kit/cli'
import type { DesiredService } from '../../plan/desired.ts'
import { readJson, removeFile, writeJson } from '../../state/json-file.ts'
import type { StackFolder } from '../../state/stack-folder.ts'
import type { UnitSpec } from './unit.ts'

const ending = '.next'

/** The name of the unit that is to follow a service. No service has a dot in its name. */
export const successorUnit = (service: string): string => `${service}${ending}`
export const isSuccessorUnit = (unit: string): boolean => unit.endsWith(ending)
/** The service that a unit is, or is to be. */
export const serviceOfUnit = (unit: string): string => (isSuccessorUnit(unit) ? unit.slice(0, -ending.length) : unit)

export const unitFile = (folder: StackFolder, name: string): string => join(folder.units, `${name}.json`)

/** The files from which the supervisor starts processes, one for each unit. */
export class UnitSpecs {
  readonly #folder: StackFolder

  constructor(folder: StackFolder) {
    this.#folder = folder
  }

  all(): UnitSpec[] {
    if (!existsSync(this.#folder.units)) return []
    const files = readdirSync(this.#folder.units).filter((file) => file.endsWith('.json'))
    return files.flatMap((file) => readJson<UnitSpec>(join(this.#folder.units, file)) ?? [])
  }

  /** Those in their place: no successors. */
  services(): UnitSpec[] {
    return this.all().filter(({ name }) => !isSuccessorUnit(name))
  }

  find(name: string): UnitSpec | undefined {
    return readJson<UnitSpec>(unitFile(this.#folder, name))
  }

  /** @throws {CliFailure} NO_SUCH_SERVICE, naming those that there are. */
  require(name: string): UnitSpec {
    const spec = this.find(name)
    if (spec !== undefined) return spec
    const known = this.services().map((one) => one.name)
    throw new CliFailure('NO_SUCH_SERVICE', `this stack has no service ${name}`, {
      evidence: [`it has ${known.join(', ') || 'none'}`],
      fix: 'bartab status',
    })
  }

  write(spec: UnitSpec): void {
    writeJson(unitFile(this.#folder, spec.name), spec)
  }

  remove(name: string): void {
    removeFile(unitFile(this.#folder, name))
  }

  /** The successor's file takes the place of the old one's. */
  promote(service: string): void {
    const from = unitFile(this.#folder, successorUnit(service))
    const spec = readJson<UnitSpec>(from)
    if (spec === undefined) return
    writeJson(from, { ...spec, name: service })
    renameSync(from, unitFile(this.#folder, service))
  }
}

/** What the supervisor is told about a service. */
export function unitSpec({ name, role, hash, launch, secrets, stopTimeoutMs }: DesiredService): UnitSpec {
  if (launch.kind !== 'process') throw new Error(`${name} is not described as a process`)
  const { command, cwd, env } = launch
  return { name, role, hash, command, cwd, env, stopTimeoutMs, ...(secrets === undefined ? {} : { secrets }) }
}
