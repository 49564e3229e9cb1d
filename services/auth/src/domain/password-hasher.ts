import { hash, type Options, parseOptions, verify } from '@node-rs/argon2'
import { preparePassword } from './password-policy.ts'
import { WorkSlots } from './work-slots.ts'

/** What one hash costs. */
export interface HashCost {
  /** KiB. */
  memoryCost: number
  timeCost: number
  parallelism: number
}

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. See docs/decisions/0030. */
const recommended: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A version of the pepper: it goes into each hash beside the salt, and is kept outside of the database. */
export interface Pepper {
  /** Eight letters that say which one it is, and nothing of it. */
  id: string
  key: Uint8Array
}

export interface PasswordHasherOptions {
  /** The one in use first; those after it are still understood. Read at each hash. */
  peppers: () => readonly Pepper[]
  randomBytes: (size: number) => Buffer
  /** Default: 19 MiB, two passes, one lane. */
  cost?: HashCost
  /** How many hashes are made at once; each takes its memory. Default 2. */
  slots?: number
  /** How many more may wait. Default 64. */
  maxWaiting?: number
}

/** Argon2id with a pepper; a hash is stored as `PEPPER.$argon2id$…`. Use `PasswordHasher.create`. */
export class PasswordHasher {
  readonly #peppers: () => readonly Pepper[]
  readonly #cost: HashCost
  readonly #randomBytes: (size: number) => Buffer
  readonly #slots: WorkSlots
  #nobody = ''

  private constructor({ peppers, randomBytes, cost = recommended, slots = 2, maxWaiting = 64 }: PasswordHasherOptions) {
    this.#peppers = peppers
    this.#cost = cost
    this.#randomBytes = randomBytes
    this.#slots = new WorkSlots({ slots, maxWaiting })
  }

  static async create(options: PasswordHasherOptions): Promise<PasswordHasher> {
    const hasher = new PasswordHasher(options)
    hasher.#nobody = await hasher.hash(options.randomBytes(32).toString('base64url'))
    return hasher
  }

  /** @throws {Problem} LOGIN_BUSY */
  async hash(password: string): Promise<string> {
    const pepper = this.#current()
    const options: Options = { ...this.#cost, salt: this.#randomBytes(16), secret: pepper.key }
    return `${pepper.id}.${await this.#slots.run(() => hash(preparePassword(password), options))}`
  }

  /**
   * Whether the password is right. Without a hash (no such account, or one without a password) the answer is no,
   * after the same work.
   *
   * @throws {Problem} LOGIN_BUSY
   */
  async verify(hashed: string | null | undefined, password: string): Promise<boolean> {
    const { pepperId, phc } = split(hashed ?? this.#nobody)
    // without its pepper no password fits, and that must take as long
    const pepper = this.#peppers().find(({ id }) => id === pepperId) ?? this.#current()
    const right = await this.#slots.run(() => verify(phc, preparePassword(password), { secret: pepper.key }))
    return right && typeof hashed === 'string'
  }

  /** Whether a hash was made at another cost or with another pepper than today's, and should be made again. */
  isOutdated(hashed: string): boolean {
    const { pepperId, phc } = split(hashed)
    const { memoryCost, timeCost, parallelism } = parseOptions(phc)
    const { memoryCost: memory, timeCost: time, parallelism: lanes } = this.#cost
    return pepperId !== this.#current().id || memoryCost !== memory || timeCost !== time || parallelism !== lanes
  }

  #current(): Pepper {
    const [pepper] = this.#peppers()
    if (!pepper) throw new Error('there is no pepper')
    return pepper
  }
}

function split(hashed: string): { pepperId: string; phc: string } {
  const dollar = hashed.indexOf('$')
  return { pepperId: hashed.slice(0, Math.max(0, dollar - 1)), phc: hashed.slice(dollar) }
}
