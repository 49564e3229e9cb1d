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
    summary: 'Replace a key or secret with two valid versions meanwhile; nobody is logged out',
    examples: [
      { command: 'bartab keys rotate', does: 'takes up to half a minute; the old key is retired by a later run' },
      { command: 'bartab keys rotate --wait', does: 'stays until the old key is retired, some eleven minutes' },
      { command: 'bartab keys rotate --dry-run', does: 'what is still to do' },
      { command: 'bartab keys rotate pepper', does: 'again after people have logged in: the old one is retired' },
      { command: 'bartab keys rotate webhooks --overlap 2d', does: 'prints the new addresses and secrets, once' },
    ],
    arguments: [
      {
        name: '[secret]',
        help: 'which secret (default: signing)',
        choices: ['signing', 'pepper', 'media-links', 'webhooks', 'operator'],
      },
    ],
    options: [
      { flags: '--wait', help: 'with signing: stay until the old key is retired, as long as a token lives' },
      { flags: '--force', help: 'retire the old version now, although something still depends on it' },
      { flags: '--overlap <time>', help: 'with webhooks: how long the old secret stays valid (default: 7d)' },
      { flags: '--webhook <id>', help: 'with webhooks: this one alone' },
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
