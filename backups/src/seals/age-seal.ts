import { createHmac, randomBytes } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { BackupFault } from '../backup-fault.ts'
import { ageEncrypter } from './age-encrypter.ts'
import { cutHeader, newHeader, openHeader } from './age-header.ts'
import { PayloadOpener, PayloadSealer, payloadNonceLength } from './age-payload.ts'
import type { Seal, SealOpener } from './seal.ts'

/** Seals with age to public keys: what seals cannot open. The age program opens each file as well. */
export class AgeSeal implements Seal {
  readonly kind = 'age'
  readonly suffix = '.age'
  readonly isLocked: boolean
  readonly #recipients: readonly string[]
  readonly #namingKey: Buffer

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

  async seal(content: Readable): Promise<Readable> {
    const { fileKey, header } = await newHeader(this.#recipients)
    const nonce = randomBytes(payloadNonceLength)
    const sealer = new PayloadSealer(fileKey, nonce)
    sealer.push(Buffer.concat([header, nonce]))
    return pipeline(content, sealer, () => undefined)
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
    try {
      const { header, nonce, payload } = await cutHeader(content)
      const fileKey = await openHeader(header, this.#identities)
      const sealed = Readable.from(payload, { objectMode: false })
      return pipeline(sealed, new PayloadOpener(fileKey, nonce), () => content.destroy())
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
