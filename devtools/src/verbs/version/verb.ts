import type { Verb } from '../../cli/verb.ts'

export const versionVerb: Verb = {
  name: 'version',
  summary: 'Show the versions of bartab and Node',
  examples: [
    { command: 'bartab version', does: 'one line' },
    { command: 'bartab version --json', does: 'for a bug report' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
