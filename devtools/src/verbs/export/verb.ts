import type { Verb } from '../../cli/verb.ts'

export const exportVerb: Verb = {
  name: 'export',
  summary: 'Write rooms, messages, people and files into a folder that any program can read',
  examples: [
    { command: 'bartab export', does: 'everything, into a new folder here, while the chat runs' },
    {
      command: 'bartab export --room 01J00000000000000000000BAR --out tea-room',
      does: 'one room, with its people and its files',
    },
  ],
  options: [
    { flags: '--out <folder>', help: 'where it goes; must not be there yet (default: bartab-export-TIME)' },
    { flags: '--room <id...>', help: 'only these rooms' },
    { flags: '--without-files', help: 'leave uploaded files out' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
