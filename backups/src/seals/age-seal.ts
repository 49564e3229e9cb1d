import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { BackupFault } from '../backup-fault.ts'
import { ageEncrypter } from './age-encrypter.ts'
import { LargePieces } from './large-pieces.ts'
import type { Seal, SealOpener } from './seal.ts'
import { SealingThread } from './sealing-thread.ts'

/** Smaller files, in bytes, are sealed before a thread is there. */
const worthAThread = 1_000_000

/** Seals with age to public keys: what seals cannot open. The age program opens each file as well. */
export class AgeSeal implements Seal {
  readonly kind = 'age'
  readonly suffix = '.age'
  readonly isLocked: boolean
  readonly #recipients: readonly string[]
  readonly #namingKey: Buffer
  readonly #thread = new SealingThread()

  /** @throws {BackupFault} RECIPIENT_INVALID */
  constructor(recipients: readonly string[], namingKey: Buffer, { isLocked = false } = {}) {
    this.isLocked = isLocked
    this.#recipients = recipients.toSorted()
    this.#namingKey = namingKey
    ageEncrypter(this.#recipients)
  }

  /** Other recipients could not open what was stored for these: their files have other names. */
  nameOf(sha256: string): string {
    return createHmac('sha256', this.#namingKey)
      .update(`${this.#recipients.join(' ')}\n${sha256}`)
      .digest('hex')
  }

  async seal(content: Readable, size: number): Promise<Readable> {
    if (size < worthAThread) return fromWeb(await ageEncrypter(this.#recipients).encrypt(toWeb(content)))
    const plain = toWeb(content).pipeThrough(new LargePieces()) as ReadableStream<Uint8Array>
    const sealed = fromWeb(await this.#thread.seal(plain, this.#recipients))
    return sealed.once('close', () => this.#thread.done())
  }
}

/** The secret keys of age that open a backup. */
export class AgeKeys implements SealOpener {
  readonly #identities: readonly string[]

  /** @param text what `age-keygen` writes: lines of `AGE-SECRET-KEY-…`, and comments. */
  constructor(text: string, source: string) {
    this.#identities = text.split('\n').filter((line) => line.startsWith('AGE-SECRET-KEY-'))
    if (this.#identities.length > 0) return
    throw new BackupFault('NO_KEY', `${source} holds no key`, 'a key is a line that begins with AGE-SECRET-KEY-')
  }

  async open(content: Readable): Promise<Readable> {
    const decrypter = new Decrypter()
    for (const identity of this.#identities) decrypter.addIdentity(identity.trim())
    try {
      return fromWeb(await decrypter.decrypt(toWeb(content)))
    } catch (error) {
      content.on('error', () => undefined).destroy()
      throw isStranger(error) ? wrongKey() : error
    }
  }

  async recipients(): Promise<string[]> {
    return await Promise.all(this.#identities.map(async (identity) => await identityToRecipient(identity.trim())))
  }
}

/** A new pair of keys. */
export async function newAgeKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** A secret key under a passphrase, as text that the age program reads too. */
export async function lockKey(identity: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  return armor.encode(await encrypter.encrypt(`${identity}\n`))
}

/** @throws {BackupFault} WRONG_PASSPHRASE, or FILE_DAMAGED where no passphrase could open it */
export async function unlockKey(locked: string, passphrase: string): Promise<string> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  try {
    return await decrypter.decrypt(armor.decode(locked), 'text')
  } catch (error) {
    throw isStranger(error) ? wrongPassphrase() : damagedKey(error)
  }
}

/** How the library says that a file was sealed for others. */
const isStranger = (error: unknown): boolean => /no identity matched/.test((error as Error).message)

const wrongKey = (): BackupFault =>
  new BackupFault(
    'WRONG_KEY',
    'the backup cannot be opened with this key',
    'it was made for another one',
    'give the key that it was made for: --identity FILE, or --passphrase-file FILE',
  )

const wrongPassphrase = (): BackupFault =>
  new BackupFault(
    'WRONG_PASSPHRASE',
    'the passphrase does not open these backups',
    'their key, key.age beside them, is locked with another one',
    'name the file that holds the one which the first of them was made with: --passphrase-file FILE',
  )

const damagedKey = (error: unknown): BackupFault =>
  new BackupFault(
    'FILE_DAMAGED',
    'key.age, which the passphrase opens, is not what was written',
    (error as Error).message,
    'bring key.age from a copy of these backups in another place',
  )

const toWeb = (content: Readable) => Readable.toWeb(content) as unknown as globalThis.ReadableStream<Uint8Array>
const fromWeb = (stream: unknown) => Readable.fromWeb(stream as ReadableStream)
