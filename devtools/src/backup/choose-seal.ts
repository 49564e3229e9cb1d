import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgeKeys, AgeSeal, lockKey, newAgeKey, plainSeal, type Repository, type Seal, unlockKey } from '@bartab/backups'
import { writeFileWhole } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import { type KeyWishes, ownKeyFile, readPassphrase } from './key-wishes.ts'

export interface ChosenSeal {
  seal: Seal
  /** What the operator has to know of the key, at least the first time. */
  advice: string | undefined
}

/**
 * How a backup is sealed: to the recipients named, under a passphrase, or else with a key of the stack's own, which
 * makes itself. Plain only by name.
 */
export async function chooseSeal(folder: StackFolder, repository: Repository, wishes: KeyWishes): Promise<ChosenSeal> {
  if (wishes.plain) return { seal: plainSeal, advice: plainAdvice }
  const naming = namingKey(folder)
  if (wishes.recipients.length > 0) return { seal: new AgeSeal(wishes.recipients, naming), advice: undefined }
  if (wishes.passphraseFile !== undefined) {
    const recipient = await passphraseKey(repository, wishes.passphraseFile)
    return { seal: new AgeSeal([recipient], naming, { isLocked: true }), advice: undefined }
  }
  const file = ownKeyFile(folder)
  const isNew = !existsSync(file)
  if (isNew) await makeOwnKey(file)
  const recipients = await new AgeKeys(readFileSync(file, 'utf8'), file).recipients()
  return { seal: new AgeSeal(recipients, naming), advice: isNew ? ownKeyAdvice(file) : undefined }
}

const plainAdvice =
  'it is not encrypted and holds the keys of the chat: whoever can read it can sign in as anybody. Keep it as safe as the machine'
const ownKeyAdvice = (file: string): string =>
  `its key is ${file}, made now: keep a copy somewhere else. Without it nobody can open these backups, on this machine or another`

async function makeOwnKey(file: string): Promise<void> {
  const { identity, recipient } = await newAgeKey()
  writeFileWhole(file, `# public key: ${recipient}\n${identity}\n`)
}

/** Names shared files, so that what lies away says nothing of their content. Lost, files are stored once more. */
function namingKey(folder: StackFolder): Buffer {
  const file = join(folder.path, 'backup-naming.key')
  if (!existsSync(file)) writeFileWhole(file, `${randomBytes(32).toString('hex')}\n`)
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
}

/** The public key whose secret lies in the repository under the passphrase; made with the first backup. */
async function passphraseKey(repository: Repository, file: string): Promise<string> {
  const passphrase = readPassphrase(file)
  const locked = await repository.lockedKey()
  if (locked !== undefined) {
    const [recipient = ''] = await new AgeKeys(await unlockKey(locked, passphrase), 'key.age').recipients()
    return recipient
  }
  const { identity, recipient } = await newAgeKey()
  await repository.putLockedKey(await lockKey(identity, passphrase))
  return recipient
}
