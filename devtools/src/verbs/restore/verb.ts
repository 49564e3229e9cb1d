import { openingOptions } from '../../backup/opening-options.ts'
import type { Verb } from '../../cli/verb.ts'

export const restoreVerb: Verb = {
  name: 'restore',
  summary: 'Bring a backup back; the data of now stays beside it until it is removed by name',
  examples: [
    { command: 'bartab restore latest', does: 'the newest backup of this stack; asks first' },
    { command: 'bartab restore latest --from /mnt/usb/chat --yes', does: 'from another place, in a script' },
    { command: 'bartab restore latest --from s3://my-chat --identity key.txt', does: 'on a new machine' },
    { command: 'bartab restore latest --to trial', does: 'into a new stack on another port; the running one goes on' },
    {
      command: 'bartab restore --at 2026-01-31T18:05:00Z',
      does: 'to one instant, from where databases are followed to',
    },
    { command: 'bartab restore latest --dry-run', does: 'what would happen' },
  ],
  arguments: [{ name: '[backup]', help: 'its name, latest (the default), or the path of its folder' }],
  options: [
    ...openingOptions,
    {
      flags: '--at <time>',
      help: 'every database as it was then, such as 2026-01-31T18:05:00Z; needs backups.continuous',
    },
    { flags: '--to <stack>', help: 'make a new stack of it' },
    { flags: '--port <number>', help: 'the port of the new stack (default: the first free one from 8008 on)' },
    { flags: '-y, --yes', help: 'do not ask' },
  ],
  changes: true,
  load: async () => await import('./run.ts'),
}
