import type { Verb } from '../../cli/verb.ts'

export const downVerb: Verb = {
  name: 'down',
  summary: 'Stop the chat; its data stays',
  examples: [
    { command: 'bartab down', does: 'stop; bartab up brings everything back' },
    { command: 'bartab down --volumes --confirm bartab', does: 'and delete all accounts, messages and files' },
    { command: 'bartab down --dry-run', does: 'what would happen' },
  ],
  options: [
    { flags: '--volumes', help: "delete the data as well; asks for the stack's name" },
    { flags: '--confirm <name>', help: 'answers that question in a script' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
