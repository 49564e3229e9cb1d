import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import type { Context } from '../cli/context.ts'
import type { Input } from '../cli/input.ts'
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

/** The key that a stack makes for itself. */
export const ownKeyFile = (folder: StackFolder): string => join(folder.path, 'backup-key.txt')

/** @throws {CliFailure} PASSPHRASE_EMPTY, KEY_UNREADABLE */
export function readPassphrase(file: string): string {
  const passphrase = readKeyFile(file).trim()
  if (passphrase !== '') return passphrase
  throw new CliFailure('PASSPHRASE_EMPTY', `${file} holds no passphrase`, { exitCode: exitCodes.usage })
}

/** @throws {CliFailure} KEY_UNREADABLE */
export function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliFailure('KEY_UNREADABLE', `${file} cannot be read`, {
      evidence: [(error as Error).message],
      exitCode: exitCodes.usage,
    })
  }
}
