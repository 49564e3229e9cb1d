import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { commandOn } from '../../cli/stack-flag.ts'
import type { Stack } from '../../stack/stack.ts'

/** @throws {CliFailure} NO_SUCH_SERVICE (exit 64), naming those that the stack has. */
export function requireServices(names: readonly string[], stack: Stack): readonly string[] {
  const known = stack.services.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return names
  throw new CliFailure('NO_SUCH_SERVICE', `there is no service ${unknown.join(', ')}`, {
    evidence: [`the services are ${known.join(', ')}`],
    fix: commandOn(stack.name, 'logs'),
    exitCode: exitCodes.usage,
  })
}
