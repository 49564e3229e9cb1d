import { hash, type Options, parseOptions, verify } from '@node-rs/argon2'
import { preparePassword } from './password-policy.ts'
import { WorkSlots } from './work-slots.ts'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface PasswordHasherOptions {
  /** Goes into each hash beside the salt, and is kept outside of the database. */
  pepper: Uint8Array
  randomBytes: (size: number) => Buffer
  /** How many hashes are made at once; each takes 19 MiB. Default 2. */
  slots?: number
  /** How many more may wait. Default 64. */
  maxWaiting?: number
}

/** Argon2id with a pepper. Use `PasswordHasher.create`. */
export class PasswordHasher {
  readonly #options: Options
  readonly #randomBytes: (size: number) => Buffer
  readonly #slots: WorkSlots
  #nobody = ''

  private constructor({ pepper, randomBytes, slots = 2, maxWaiting = 64 }: PasswordHasherOptions) {
    this.#options = { ...cost, secret: pepper }
    this.#randomBytes = randomBytes
    this.#slots = new WorkSlots({ slots, maxWaiting })
  }

  static async create(options: PasswordHasherOptions): Promise<PasswordHasher> {
    const hasher = new PasswordHasher(options)
    hasher.#nobody = await hasher.hash(options.randomBytes(32).toString('base64url'))
    return hasher
  }

  /** @throws {Problem} LOGIN_BUSY */
  hash(password: string): Promise<string> {
    const salt = this.#randomBytes(16)
    return this.#slots.run(() => hash(preparePassword(password), { ...this.#options, salt }))
  }

  /**
   * Whether the password is right. Without a hash (no such account, or one without a password) the answer is no,
   * after the same work.
   *
   * @throws {Problem} LOGIN_BUSY
   */
  async verify(hashed: string | null | undefined, password: string): Promise<boolean> {
    const right = await this.#slots.run(() =>
      verify(hashed ?? this.#nobody, preparePassword(password), { secret: this.#options.secret as Uint8Array }),
    )
    return right && typeof hashed === 'string'
  }

  /** Whether a hash was made at another cost than today's, and should be made again at the next login. */
  isOutdated(hashed: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(hashed)
    return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism
  }
}
