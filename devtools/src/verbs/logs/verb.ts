import type { Verb } from '../../cli/verb.ts'

export const logsVerb: Verb = {
  name: 'logs',
  summary: 'Show what the services write',
  examples: [
    { command: 'bartab logs -f', does: 'all services, as it comes' },
    { command: 'bartab logs chat --tail 200', does: 'the last 200 lines of one' },
    { command: 'bartab logs --json', does: 'one JSON object a line' },
    {
      command: 'bartab logs chat | grep msg',
      does: 'in a pipe the lines are as written; on a terminal their times are readable, in UTC',
    },
  ],
  arguments: [{ name: '[service...]', help: 'auth, chat, media, gateway or a bot (default: all)' }],
  options: [
    { flags: '-f, --follow', help: 'go on until Ctrl-C' },
    { flags: '--tail <lines>', help: 'so many lines of each service (default: 50)' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
