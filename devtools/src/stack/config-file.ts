import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import type { StackConfig } from './stack-config.ts'

/** The settings file that a command would read; nothing where there is none. */
export function findConfigFile(context: Pick<Context, 'configPath' | 'cwd' | 'root'>): string | undefined {
  if (context.configPath !== undefined) return context.configPath
  return [join(context.cwd, 'bartab.yaml'), join(context.root, 'bartab.yaml')].find((file) => existsSync(file))
}

/**
 * Reads `bartab.yaml`. Without one every field has its default.
 *
 * @throws {CliFailure} CONFIG_INVALID (exit 78) with every fault of the file and its line.
 */
export async function readStackConfig(context: Pick<Context, 'configPath' | 'cwd' | 'root'>): Promise<StackConfig> {
  const file = findConfigFile(context)
  if (file === undefined) return {}
  const text = readText(file)
  const [{ configFaults }, { stackConfigSchema }] = await Promise.all([
    import('./config-faults.ts'),
    import('./config-schema.ts'),
  ])
  const { value, faults } = configFaults(text, stackConfigSchema)
  if (faults.length === 0) return value as StackConfig
  const name = relative(context.cwd, file) || file
  const count = faults.length === 1 ? 'a mistake' : `${faults.length} mistakes`
  throw new CliFailure('CONFIG_INVALID', `${name} has ${count}`, {
    evidence: faults.map(
      ({ line, field, message }) => `${name}:${line}: ${field === '' ? '' : `${field}: `}${message}`,
    ),
    fix: `edit ${name}, then run the same command again`,
    exitCode: exitCodes.badConfig,
  })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CliFailure('CONFIG_UNREADABLE', `${file} cannot be read`, {
      evidence: [(cause as Error).message],
      fix: 'give --config a file that exists',
      exitCode: exitCodes.badConfig,
      cause,
    })
  }
}
