/** The flags of every verb that opens a backup. */
export const openingOptions = [
  { flags: '--from <place>', help: "a folder or s3://bucket/prefix; default: the stack's own backups" },
  { flags: '--identity <file>', help: 'the age secret key that opens it' },
  { flags: '--passphrase-file <file>', help: 'a file with the passphrase that opens it' },
] as const
