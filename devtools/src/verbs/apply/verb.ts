import type { Verb } from '../../cli/verb.ts'

export const applyVerb: Verb = {
  name: 'apply',
  summary: 'Do what a plan file says; refuses when the stack is another by now',
  examples: [
    { command: 'bartab plan --out next.plan; bartab apply next.plan', does: 'what was looked at, and nothing else' },
  ],
  arguments: [{ name: '<file>', help: 'what bartab plan --out wrote' }],
  changes: true,
  load: async () => await import('./run.ts'),
}
