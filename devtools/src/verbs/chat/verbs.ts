import type { Verb } from '../../cli/verb.ts'

export const chatVerbs: readonly Verb[] = [
  {
    name: 'chat rebuild',
    summary: 'Make everything that is derived from the log again, and compare',
    examples: [
      {
        command: 'bartab chat rebuild',
        does: 'exit code 2 when rooms, members, counts or the search index are not what the log says',
      },
      { command: 'bartab chat rebuild --apply', does: 'and put what the log says in its place' },
    ],
    options: [{ flags: '--apply', help: 'replace what differs; writing waits meanwhile' }],
    changes: true,
    load: async () => await import('./rebuild.ts'),
  },
]
