import type { Verb } from '../../cli/verb.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

export const completionVerb: Verb = {
  name: 'completion',
  summary: 'Print the completion script for a shell',
  examples: [
    { command: 'source <(bartab completion bash)', does: 'in ~/.bashrc' },
    { command: 'bartab completion zsh > ~/.zfunc/_bartab', does: 'in a folder of fpath' },
    { command: 'bartab completion fish | source', does: 'in config.fish' },
  ],
  arguments: [{ name: '<shell>', help: 'bash, zsh or fish', choices: shells }],
  changes: false,
  load: async () => await import('./run.ts'),
}
