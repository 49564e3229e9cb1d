import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context, DriverKind } from '../cli/context.ts'
import type { StackConfig } from '../stack/stack-config.ts'
import type { StackRecord } from '../state/stack-record.ts'
import { findEngine } from './docker/find-engine.ts'

export interface DriverChoice {
  kind: DriverKind
  /** Why, as the rest of a sentence. */
  because: string
}

/**
 * An existing stack keeps its driver; else the flag, the settings, and at last what the machine offers decide.
 *
 * @throws {CliFailure} DRIVER_DIFFERS (exit 64) when the flag asks for another driver than the stack has.
 */
export async function chooseDriver(
  context: Pick<Context, 'driverAsked' | 'stackName' | 'env'>,
  config: StackConfig,
  record: StackRecord | undefined,
): Promise<DriverChoice> {
  const { driverAsked, stackName } = context
  if (record) return keepDriver(record, driverAsked, stackName)
  if (driverAsked) return { kind: driverAsked, because: 'as asked' }
  if (config.driver) return { kind: config.driver, because: 'as bartab.yaml says' }
  const engine = await findEngine(context.env)
  if (engine) return { kind: 'docker', because: `a Docker engine answers at ${engine.where}` }
  return { kind: 'process', because: 'no Docker engine answers here' }
}

function keepDriver(record: StackRecord, asked: DriverKind | undefined, name: string): DriverChoice {
  if (asked === undefined) return { kind: record.driver, because: 'this stack has it already' }
  if (asked === record.driver) return { kind: asked, because: 'as asked' }
  throw new CliFailure('DRIVER_DIFFERS', `the stack ${name} runs on the ${record.driver} driver`, {
    evidence: [`--driver ${asked} would leave its data behind`],
    fix: `use another stack (--stack NAME), or take this one away first: bartab down --stack ${name} --volumes`,
    exitCode: exitCodes.usage,
  })
}
