import { CliFailure, exitCodes } from '@bartab/kit/cli'

/** Names of bots become usernames, and parts of the names of containers and volumes. */
const botNamePattern = /^[a-z][a-z0-9-]{1,30}$/

/** @throws {CliFailure} BOT_NAME_INVALID (exit 64). */
export function requireBotName(name: string): string {
  if (botNamePattern.test(name)) return name
  throw new CliFailure('BOT_NAME_INVALID', `"${name}" cannot name a bot`, {
    evidence: ['a name has 2 to 31 lower-case letters, digits and hyphens, and begins with a letter'],
    exitCode: exitCodes.usage,
  })
}
