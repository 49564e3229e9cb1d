import type { Verb } from '../../cli/verb.ts'

export const mediaVerbs: readonly Verb[] = [
  {
    name: 'media verify',
    summary: 'Read every stored file and compare it with its hash',
    examples: [
      { command: 'bartab media verify', does: 'while the chat runs; exit 1 where a file is damaged or missing' },
    ],
    changes: false,
    load: async () => await import('./verify.ts'),
  },
  {
    name: 'media collect',
    summary: 'Delete files that no message, room or profile speaks of any more',
    examples: [
      { command: 'bartab media collect --dry-run', does: 'how many files that would be, and how much room they take' },
      { command: 'bartab media collect --grace 30d', does: 'leaves what was spoken of in the last 30 days' },
    ],
    options: [{ flags: '--grace <time>', help: 'how long a file is left after it was last spoken of (default: 7d)' }],
    changes: true,
    load: async () => await import('./collect.ts'),
  },
]
