import { openingOptions } from '../../backup/opening-options.ts'
import type { Verb } from '../../cli/verb.ts'

const from = { flags: '--from <place>', help: "a folder or s3://bucket/prefix; default: the stack's own backups" }
const backup = { name: '[backup]', help: 'its name, latest (the default), or the path of its folder' }

export const backupVerbs: readonly Verb[] = [
  {
    name: 'backup create',
    summary: 'Copy everything, accounts, messages, files and keys, while the chat runs',
    examples: [
      { command: 'bartab backup create', does: "into the stack's own folder, encrypted with a key that makes itself" },
      { command: 'bartab backup create --recipient age1…', does: 'encrypted so that this machine cannot read it' },
      { command: 'bartab backup create --passphrase-file ~/phrase', does: 'encrypted under a passphrase' },
      { command: 'bartab backup create --away s3://my-chat', does: 'here first, and then in a bucket' },
    ],
    options: [
      { flags: '--to <folder>', help: "the folder of backups, in place of the stack's own" },
      { flags: '--away <place...>', help: 'further places: folders, or s3://bucket/prefix?endpoint=https://…' },
      { flags: '--recipient <key...>', help: 'age public keys that can open it' },
      { flags: '--passphrase-file <file>', help: 'a file with the passphrase that opens it' },
      { flags: '--plain', help: 'do not encrypt it' },
    ],
    changes: true,
    load: async () => await import('./create.ts'),
  },
  {
    name: 'backup list',
    summary: 'Show the backups',
    examples: [
      { command: 'bartab backup list', does: 'newest first' },
      { command: 'bartab backup list --from s3://my-chat', does: 'those in a bucket' },
    ],
    options: [from],
    changes: false,
    load: async () => await import('./list.ts'),
  },
  {
    name: 'backup verify',
    summary: 'Read a backup again, every byte, and name what is damaged; it needs no key',
    examples: [
      { command: 'bartab backup verify', does: 'the newest' },
      { command: 'bartab backup verify latest --from /mnt/usb/chat', does: 'one in another place' },
    ],
    arguments: [backup],
    options: [
      ...openingOptions,
      { flags: '--deep', help: 'open it as well: the databases are whole, and nothing that one names is missing' },
    ],
    changes: false,
    load: async () => await import('./verify.ts'),
  },
  {
    name: 'backup drill',
    summary: 'Prove that a backup restores: start a throwaway stack from it, check everything, and use it',
    examples: [
      { command: 'bartab backup drill', does: 'the newest; the running stack is not touched' },
      { command: 'bartab backup drill latest --from s3://my-chat', does: 'the newest in a bucket' },
    ],
    arguments: [backup],
    options: openingOptions,
    changes: true,
    load: async () => await import('./drill.ts'),
  },
  {
    name: 'backup prune',
    summary: 'Remove old backups, never the last proved one; says which, and asks',
    examples: [
      { command: 'bartab backup prune --dry-run', does: 'what would be removed, and why the others stay' },
      { command: 'bartab backup prune --keep-daily 7 --keep-weekly 4 --yes', does: 'by these numbers, in a script' },
    ],
    options: [
      from,
      { flags: '--keep-last <count>', help: 'keep the newest so many' },
      { flags: '--keep-daily <count>', help: 'and the newest of each of so many days' },
      { flags: '--keep-weekly <count>', help: 'and of so many weeks' },
      { flags: '--keep-monthly <count>', help: 'and of so many months' },
      { flags: '-y, --yes', help: 'do not ask' },
    ],
    changes: true,
    load: async () => await import('./prune.ts'),
  },
]
