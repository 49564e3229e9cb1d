import type { Verb } from '../../cli/verb.ts'

export const testVerb: Verb = {
  name: 'test',
  summary: 'Run all tests, those in real containers too',
  examples: [
    { command: 'bartab test', does: 'everything; finds or installs a Docker engine' },
    { command: 'bartab test --without-containers', does: 'without those that need an engine' },
  ],
  options: [{ flags: '--without-containers', help: 'leave out the tests that need a Docker engine' }],
  changes: false,
  load: async () => await import('./run.ts'),
}
