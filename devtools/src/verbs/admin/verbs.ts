import type { Verb } from '../../cli/verb.ts'

const who = { name: '<user>', help: 'a username or a user id' } as const

export const adminVerbs: readonly Verb[] = [
  {
    name: 'admin users',
    summary: 'Show the accounts',
    examples: [{ command: 'bartab admin users', does: 'names, roles, and who is disabled' }],
    changes: false,
    load: async () => await import('./users.ts'),
  },
  {
    name: 'admin role',
    summary: 'Give an account another role',
    examples: [
      { command: 'bartab admin role ann admin', does: 'ann helps to run the chat' },
      { command: 'bartab admin role ann member', does: 'and no longer' },
    ],
    arguments: [who, { name: '<role>', help: 'admin or member' }],
    changes: true,
    load: async () => await import('./role.ts'),
  },
  {
    name: 'admin disable',
    summary: 'Keep an account out at once; nothing of it is deleted',
    examples: [{ command: 'bartab admin disable eve', does: 'every session of hers ends' }],
    arguments: [who],
    changes: true,
    load: async () => await import('./disable.ts'),
  },
  {
    name: 'admin enable',
    summary: 'Let a disabled account in again',
    examples: [{ command: 'bartab admin enable eve', does: 'she can log in again' }],
    arguments: [who],
    changes: true,
    load: async () => await import('./enable.ts'),
  },
  {
    name: 'admin recovery',
    summary: 'Make a one-time link with which somebody sets a new password',
    examples: [
      { command: 'bartab admin recovery ann', does: 'good for a day; using it ends her sessions' },
      { command: 'bartab admin recovery ann --reset-second-factor', does: 'when her authenticator is lost as well' },
    ],
    arguments: [who],
    options: [
      { flags: '--expires <time>', help: 'how long it is good: 5min to 7d (default: 1d)' },
      { flags: '--reset-second-factor', help: 'using it also turns the second factor off' },
    ],
    changes: true,
    load: async () => await import('./recovery.ts'),
  },
  {
    name: 'admin delete',
    summary: 'Delete an account for good; what it wrote stays readable',
    examples: [
      { command: 'bartab admin delete eve', does: 'asks first; her name is free again' },
      { command: 'bartab admin delete eve --yes', does: 'in a script' },
    ],
    arguments: [who],
    options: [{ flags: '-y, --yes', help: 'do not ask' }],
    changes: true,
    load: async () => await import('./delete.ts'),
  },
  {
    name: 'admin owner-link',
    summary: "Show the one-time link that makes the owner's account",
    examples: [{ command: 'bartab admin owner-link', does: 'until the owner exists' }],
    changes: false,
    load: async () => await import('./owner-link.ts'),
  },
]
