import type { Verb } from '../../cli/verb.ts'

export const planVerb: Verb = {
  name: 'plan',
  summary: 'Show what up would do; exit code 2 when there is something',
  examples: [
    { command: 'bartab plan', does: 'each action and its cause' },
    { command: 'bartab plan --out next.plan', does: 'for bartab apply next.plan, which does this and nothing else' },
    { command: 'bartab plan --json', does: 'the steps as they would be executed' },
  ],
  options: [
    { flags: '--port <number>', help: 'as up would be given it' },
    { flags: '--out <file>', help: 'write the plan down, for bartab apply' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
