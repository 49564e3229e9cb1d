import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  AgeKeys,
  AgeSeal,
  lockKey,
  newAgeKey,
  plainSeal,
  type Repository,
  type Seal,
  type SealOpener,
  unlockKey,
} from '@bartab/backups'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import type { Input } from '../cli/input.ts'
import { writeFileWhole } from '../state/json-file.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import type { BackupSettings } from './backup-settings.ts'

/** What was said of keys, by flags or settings. */
export interface KeyWishes {
  plain: boolean
  recipients: readonly string[]
  /** Files, as absolute paths. */
  identity: string | undefined
  passphraseFile: string | undefined
}

/** Flags go before settings. */
export function keyWishes({ cwd }: Pick<Context, 'cwd'>, input: Input, settings: BackupSettings): KeyWishes {
  const file = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path))
  const recipients = input.list('recipient')
  const passphraseFile = file(input.text('passphraseFile'))
  const asked = recipients.length > 0 || passphraseFile !== undefined
  return {
    plain: input.flag('plain'),
    recipients: asked ? recipients : (settings.recipients ?? []),
    identity: file(input.text('identity') ?? settings.identity),
    passphraseFile: passphraseFile ?? (recipients.length > 0 ? undefined : file(settings.passphrase_file)),
  }
}

const ownKeyFile = (folder: StackFolder): string => join(folder.path, 'backup-key.txt')

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

/**
 * What opens a backup: the file named, the passphrase, or the stack's own key.
 *
 * @throws {CliFailure} KEY_NEEDED where there is none.
 */
export async function chooseOpener(
  folder: StackFolder,
  repository: Repository,
  sealed: 'age' | 'plain',
  wishes: KeyWishes,
): Promise<SealOpener> {
  if (sealed === 'plain') return plainSeal
  if (wishes.identity !== undefined) return new AgeKeys(readText(wishes.identity), wishes.identity)
  const locked = wishes.passphraseFile === undefined ? undefined : await repository.lockedKey()
  if (wishes.passphraseFile !== undefined && locked !== undefined) {
    return new AgeKeys(await unlockKey(locked, readPassphrase(wishes.passphraseFile)), 'key.age')
  }
  const own = ownKeyFile(folder)
  if (existsSync(own)) return new AgeKeys(readText(own), own)
  const tried = wishes.passphraseFile === undefined ? 'no key was given' : 'no backup here was made with a passphrase'
  throw new CliFailure('KEY_NEEDED', 'the backup is encrypted', {
    evidence: [tried, `the stack has no key of its own: there is no ${own}`],
    fix: 'give the key: --identity FILE, or --passphrase-file FILE',
    exitCode: exitCodes.usage,
  })
}

function readPassphrase(file: string): string {
  const passphrase = readText(file).trim()
  if (passphrase !== '') return passphrase
  throw new CliFailure('PASSPHRASE_EMPTY', `${file} holds no passphrase`, { exitCode: exitCodes.usage })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliFailure('KEY_UNREADABLE', `${file} cannot be read`, {
      evidence: [(error as Error).message],
      exitCode: exitCodes.usage,
    })
  }
}
