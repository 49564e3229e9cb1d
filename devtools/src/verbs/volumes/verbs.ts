import type { Verb } from '../../cli/verb.ts'

export const volumesVerbs: readonly Verb[] = [
  {
    name: 'volumes list',
    summary: 'Show where the data of the chat lies, and what a restore left beside it',
    examples: [{ command: 'bartab volumes list', does: 'what is in use, and what is only kept' }],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'volumes remove',
    summary: 'Delete data that a restore left beside that in use, by its name; says which, and asks',
    examples: [
      { command: 'bartab volumes remove bartab-chat bartab-auth', does: 'what nothing uses any more; asks first' },
      { command: 'bartab volumes remove bartab-chat --dry-run', does: 'what would be deleted' },
    ],
    arguments: [{ name: '<volumes...>', help: 'names, as volumes list shows them' }],
    options: [{ flags: '-y, --yes', help: 'do not ask' }],
    changes: true,
    load: async () => await import('./remove.ts'),
  },
]
