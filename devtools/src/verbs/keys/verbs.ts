import type { Verb } from '../../cli/verb.ts'

export const keysVerbs: readonly Verb[] = [
  {
    name: 'keys list',
    summary: 'Show the keys that sign tokens',
    examples: [{ command: 'bartab keys list', does: 'which one signs, and which are still trusted' }],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'keys rotate',
    summary: 'Let a new key sign, once everyone who verifies holds it; nobody is logged out',
    examples: [
      { command: 'bartab keys rotate', does: 'takes up to half a minute; the old key is retired by a later run' },
      { command: 'bartab keys rotate --dry-run', does: 'what is still to do' },
    ],
    changes: true,
    load: async () => await import('./rotate.ts'),
  },
  {
    name: 'keys revoke',
    summary: 'The emergency path: what the key signed is worth nothing at once',
    examples: [
      { command: 'bartab keys revoke KID', does: 'asks first; the ids are in bartab keys list' },
      { command: 'bartab keys revoke KID --yes', does: 'in a script' },
    ],
    arguments: [{ name: '<kid>', help: "the key's id, or its beginning" }],
    options: [{ flags: '-y, --yes', help: 'do not ask' }],
    changes: true,
    load: async () => await import('./revoke.ts'),
  },
]
