import type { Verb } from '../../cli/verb.ts'

export const planVerb: Verb = {
  name: 'plan',
  summary: 'Show what up would do; exit code 2 when there is something',
  examples: [
    { command: 'bartab plan', does: 'each action and its cause' },
    { command: 'bartab plan --json', does: 'the steps as they would be executed' },
  ],
  options: [{ flags: '--port <number>', help: 'as up would be given it' }],
  changes: false,
  load: async () => await import('./run.ts'),
}
