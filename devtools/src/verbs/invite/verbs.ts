import type { Verb } from '../../cli/verb.ts'

const making = {
  options: [
    { flags: '--role <role>', help: 'the role of those who register with it (default: member)' },
    { flags: '--uses <number>', help: 'how many may register with it (default: 1)' },
    { flags: '--expires <duration>', help: 'how long it is good: 12h, 7d, 2w (default: 7d)' },
    { flags: '--room <id...>', help: 'rooms that they are put into' },
    { flags: '--note <text>', help: 'what it is for; administrators see it' },
  ],
  changes: true,
  load: async () => await import('./create.ts'),
} as const satisfies Partial<Verb>

export const inviteVerbs: readonly Verb[] = [
  {
    name: 'invite',
    summary: 'Make a link that lets somebody in',
    examples: [
      { command: 'bartab invite', does: 'a link for one person, good for a week, and its QR code' },
      { command: 'bartab invite --uses 20 --expires 2d --note "club night"', does: 'one link for twenty' },
      { command: 'bartab invite --role admin', does: 'for somebody who helps to run it' },
      { command: 'bartab invite | mail -s "Come in" ann@example.org', does: 'piped, it is the link alone' },
    ],
    ...making,
  },
  {
    name: 'invite create',
    summary: 'The same as bartab invite',
    examples: [{ command: 'bartab invite create --uses 5', does: 'a link for five people' }],
    ...making,
  },
  {
    name: 'invite list',
    summary: 'Show the invites and how often they were used',
    examples: [{ command: 'bartab invite list', does: 'newest first' }],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'invite revoke',
    summary: 'Withdraw an invite; who came in with it stays',
    examples: [{ command: 'bartab invite revoke 01KAP3ZK1B7E8WQ2N5T6V9X0YH', does: 'the id is in bartab invite list' }],
    arguments: [{ name: '<id>', help: "the invite's id" }],
    changes: true,
    load: async () => await import('./revoke.ts'),
  },
]
