import type { Verb } from '../../cli/verb.ts'

export const statusVerb: Verb = {
  name: 'status',
  summary: 'Show how the chat is doing',
  examples: [
    { command: 'bartab status', does: 'one screen: is it well, is it backed up, what changes next' },
    { command: 'bartab status --json', does: 'the same for a script' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
