import type { Verb } from '../../cli/verb.ts'

export const topVerb: Verb = {
  name: 'top',
  summary: 'Watch what the services use and serve, as it happens',
  examples: [
    { command: 'bartab top', does: 'live, until q or Ctrl-C' },
    { command: 'bartab top | cat', does: 'in a pipe one frame, and it ends' },
    { command: 'bartab top --json', does: 'the same for a script' },
  ],
  options: [{ flags: '--interval <seconds>', help: 'between two frames (default: 2)' }],
  changes: false,
  load: async () => await import('./run.ts'),
}
