import type { Verb } from '../../cli/verb.ts'

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'Find out what is wrong, and the command that mends it',
  examples: [
    { command: 'bartab doctor', does: 'exit code 2 when something was found' },
    { command: 'bartab doctor --json', does: 'the findings for a script' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
