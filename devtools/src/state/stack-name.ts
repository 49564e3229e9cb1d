import { CliFailure, exitCodes } from '@bartab/kit/cli'

/** Names of stacks become names of folders, networks and containers. */
export const stackNamePattern = /^[a-z][a-z0-9-]{0,30}$/

/** @throws {CliFailure} STACK_NAME_INVALID (exit 64). */
export function requireStackName(name: string): string {
  if (stackNamePattern.test(name)) return name
  throw new CliFailure('STACK_NAME_INVALID', `"${name}" cannot name a stack`, {
    evidence: ['a name has up to 31 lower-case letters, digits and hyphens, and begins with a letter'],
    fix: 'choose another name: --stack trial-2',
    exitCode: exitCodes.usage,
  })
}
