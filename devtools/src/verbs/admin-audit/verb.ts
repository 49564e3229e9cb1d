import type { Verb } from '../../cli/verb.ts'

export const adminAuditVerb: Verb = {
  name: 'admin audit',
  summary: 'Show who did what to whom, or check that nobody has changed that record',
  examples: [
    { command: 'bartab admin audit list', does: 'the last fifty acts' },
    { command: 'bartab admin audit verify', does: 'names the first line that was changed or taken out' },
    { command: 'bartab admin audit verify --head 812:9f86d08…', does: 'also tells a record that was cut short' },
  ],
  arguments: [{ name: '<act>', help: 'list or verify', choices: ['list', 'verify'] }],
  options: [
    { flags: '--lines <number>', help: 'how many lines list shows (default: 50)' },
    { flags: '--head <seq:hash>', help: 'the head that an earlier verify printed, noted elsewhere' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
