import type { Verb } from '../../cli/verb.ts'

export const backupVerbs: readonly Verb[] = [
  {
    name: 'backup create',
    summary: 'Copy everything, accounts, messages, files and keys, while the chat runs',
    examples: [
      { command: 'bartab backup create', does: "into the stack's own folder of backups" },
      {
        command: 'bartab backup create --to /mnt/usb/chat',
        does: 'into another folder; keep it as safe as the machine',
      },
    ],
    options: [{ flags: '--to <folder>', help: 'the folder that the backup is put into' }],
    changes: true,
    load: async () => await import('./create.ts'),
  },
  {
    name: 'backup list',
    summary: 'Show the backups',
    examples: [{ command: 'bartab backup list', does: 'newest first' }],
    options: [{ flags: '--from <folder>', help: 'another folder of backups' }],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'backup verify',
    summary: 'Read a backup again, every byte, and name what is damaged',
    examples: [
      { command: 'bartab backup verify latest', does: 'the newest' },
      { command: 'bartab backup verify /mnt/usb/chat/20260131T180500Z', does: 'one in another place' },
    ],
    arguments: [{ name: '<backup>', help: 'its name, latest, or the path of its folder' }],
    changes: false,
    load: async () => await import('./verify.ts'),
  },
]
