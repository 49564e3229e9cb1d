import type { Verb } from '../../cli/verb.ts'

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'Find out what is wrong, and the command that mends it',
  examples: [
    {
      command: 'bartab doctor',
      does: 'register, post and upload through the public address; exit code 2 on a finding',
    },
    { command: 'bartab doctor --fix', does: 'and mend what is safe to mend' },
    { command: 'bartab doctor --no-trial', does: 'only look, and change nothing' },
    { command: 'bartab doctor --bundle report.tar', does: 'an archive for those who help, without secrets' },
    { command: 'bartab doctor --json', does: 'the findings for a script' },
  ],
  options: [
    { flags: '--fix', help: 'mend what loses nothing: file modes, stopped services, half-done commands' },
    { flags: '--no-trial', help: 'do not try the chat with an account of its own, which is deleted at the end' },
    { flags: '--bundle <file>', help: 'write findings, settings, versions and logs into a tar archive, redacted' },
  ],
  changes: false,
  load: async () => await import('./run.ts'),
}
