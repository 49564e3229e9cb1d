import type { Verb } from '../../cli/verb.ts'

export const benchVerb: Verb = {
  name: 'bench',
  summary: 'Measure a part beside its peers and its limits, in one run',
  examples: [
    { command: 'bartab bench gateway', does: 'beside nginx, HAProxy and Caddy from the distribution' },
    { command: 'bartab bench chat --rounds 3 --only sends', does: 'one figure, in fewer rounds' },
    { command: 'bartab bench gateway -- --polls 2000', does: 'what stands after -- goes to that bench alone' },
  ],
  arguments: [
    {
      name: '<part>',
      help: 'what to measure',
      choices: ['auth', 'backups', 'bots', 'chat', 'footprint', 'gateway', 'media', 'operator'],
    },
    { name: '[options...]', help: 'options of that bench alone, after --' },
  ],
  options: [
    { flags: '--rounds <number>', help: 'rounds that alternate between the contenders; medians are shown' },
    { flags: '--seconds <number>', help: 'how long one round of one contender lasts' },
    { flags: '--only <figures>', help: 'these figures alone, separated by commas' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
