import type { Verb } from '../../cli/verb.ts'
import { serverNames } from '../../stack/server-names.ts'

export const rollbackVerb: Verb = {
  name: 'rollback',
  summary: 'Go back to the version of a service that was well before this one',
  examples: [
    { command: 'bartab rollback chat', does: 'the last healthy one, while people use it' },
    { command: 'bartab rollback chat --list', does: 'the versions that there are to go back to' },
    { command: 'bartab rollback chat --to 2', does: 'the second of that list' },
  ],
  arguments: [{ name: '<service>', help: 'the service to take back', choices: serverNames }],
  options: [
    { flags: '--list', help: 'show the versions that were well, and change nothing' },
    { flags: '--to <number>', help: 'which of them (default: 1)' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
