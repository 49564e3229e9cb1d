import type { Verb } from '../../cli/verb.ts'

export const composeVerb: Verb = {
  name: 'compose',
  summary: 'Write docker-compose.yml from the stack definition',
  examples: [
    { command: 'bartab compose', does: 'writes docker-compose.yml in the repository' },
    { command: 'bartab compose --check', does: 'exit code 2 when the file differs' },
    { command: 'bartab compose --output -', does: 'prints it' },
  ],
  options: [
    { flags: '--check', help: 'compare, and change nothing' },
    { flags: '--output <file>', help: 'write there; - is stdout' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
