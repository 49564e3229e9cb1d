import type { Verb } from '../../cli/verb.ts'

export const operatorVerb: Verb = {
  name: 'operator',
  summary: 'Look after the chat: mend what fails, back up, prove backups, rotate keys, by the clock',
  examples: [
    { command: 'bartab operator', does: 'until Ctrl-C; what it does is told and kept' },
    { command: 'bartab operator --detach', does: 'in the background: in a container, or as a process' },
    { command: 'bartab operator --stop', does: 'ends the one in the background' },
    { command: 'bartab operator --once', does: 'one round, for a timer of your own' },
  ],
  options: [
    { flags: '--every <duration>', help: 'from one look to the next (default: 15s)' },
    { flags: '--once', help: 'one round, then end' },
    { flags: '--detach', help: 'go on in the background, also after a restart of the engine' },
    { flags: '--stop', help: 'end the one in the background' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
