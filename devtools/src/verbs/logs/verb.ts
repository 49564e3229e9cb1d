import type { Verb } from '../../cli/verb.ts'
import { levelNames } from './log-record.ts'

export const logsVerb: Verb = {
  name: 'logs',
  summary: 'Show what the services write, in the order of its time',
  examples: [
    { command: 'bartab logs -f', does: 'all services, as it comes' },
    { command: 'bartab logs --request 3bacac783d45', does: 'one request, through all services (x-request-id)' },
    { command: 'bartab logs --level warn --since 2h', does: 'warnings and failures of the last two hours' },
    { command: 'bartab logs chat --tail 200', does: 'the last 200 lines of one' },
    { command: 'bartab logs --json', does: 'one JSON object a line' },
    {
      command: 'bartab logs chat | grep msg',
      does: 'in a pipe the lines are as written; on a terminal they are readable, with times in UTC',
    },
  ],
  arguments: [{ name: '[service...]', help: 'auth, chat, media, gateway or a bot (default: all)' }],
  options: [
    { flags: '-f, --follow', help: 'go on until Ctrl-C' },
    { flags: '--tail <lines>', help: 'so many lines of each service (default: 50; with --request or --since all)' },
    { flags: '--request <id>', help: 'only what one request caused, in all services' },
    { flags: '--level <level>', help: 'only as severe as this, and lines without a level', choices: levelNames },
    { flags: '--since <span>', help: 'only what is no older: 30min, 2h, 7d' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
