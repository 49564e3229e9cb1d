import { createHash } from 'node:crypto'
import { Problem } from '@bartab/sdk/problems'
import type { SecretVersions } from '@bartab/sdk/schemas'
import { StartFailure } from './start-failure.ts'

/** One version of a secret. */
export interface SecretText {
  text: string
  /** Of the version before: when it ends by itself, in ms. Absent: when it is retired. */
  untilTs?: number
}

export interface TurningSecretOptions {
  name: string
  /** What the file says. */
  text: string
  /** Writes the file; on disk when it settles. Absent: the file is the operator's own, and the server may not write it. */
  save?: (text: string) => Promise<void>
  fresh: () => string
  clock: () => number
}

/**
 * A secret with one valid version, or two while it turns. Its file has the version in use in the first line, and the
 * one before in the second, followed by the time at which that one ends where it ends by itself.
 */
export class TurningSecret {
  readonly #options: TurningSecretOptions
  #lines: readonly SecretText[]
  #lastStep: Promise<unknown> = Promise.resolve()

  /** @throws {StartFailure} where the text has no version, or more than two. */
  constructor(options: TurningSecretOptions) {
    this.#options = options
    const lines = options.text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < 1 || lines.length > 2) {
      throw new StartFailure(`The file of the secret ${options.name} must have one line or two.`, 78)
    }
    this.#lines = lines.map(readLine)
  }

  get given(): boolean {
    return this.#options.save === undefined
  }

  /** The valid versions, the one in use first. */
  versions(): readonly SecretText[] {
    const now = this.#options.clock()
    return this.#lines.filter(({ untilTs }, index) => index === 0 || untilTs === undefined || now < untilTs)
  }

  /**
   * A new version is used from now on; the one before stays valid, until `untilTs` where that is given. While two are
   * valid already nothing happens.
   *
   * @returns whether something happened. @throws {Problem} SECRET_GIVEN
   */
  turn(untilTs?: number): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.versions().length > 1) return false
      const [{ text } = { text: '' }] = this.#lines
      await this.#write([{ text: this.#options.fresh() }, untilTs === undefined ? { text } : { text, untilTs }])
      return true
    })
  }

  /**
   * Forgets the version before.
   *
   * @throws {Problem} SECRET_GIVEN, SECRET_NOT_ROTATING; SECRET_STILL_USED before its time, unless forced.
   */
  retire(force: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const [, before] = this.versions()
      if (before === undefined) throw new Problem('SECRET_NOT_ROTATING')
      if (!force) requireOver(before, this.#options.clock())
      await this.#write(this.#lines.slice(0, 1))
    })
  }

  /** The versions as the operator sees them; an id tells nothing of its secret. */
  describe(): SecretVersions {
    const { name, clock } = this.#options
    const versions = this.versions().map(({ text, untilTs }, index) => ({
      version: secretId(text),
      state: index === 0 ? ('active' as const) : ('retiring' as const),
      ...(untilTs !== undefined && { until_ts: untilTs }),
    }))
    return { name, versions, observed_ts: clock() }
  }

  // one step at a time: of two that begin together the second must see what the first has made
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    if (this.given) return Promise.reject(new Problem('SECRET_GIVEN'))
    const taken = this.#lastStep.then(step)
    this.#lastStep = taken.catch(() => undefined)
    return taken
  }

  // used only once it is on disk: nothing may depend on a secret that a crash could take
  async #write(lines: readonly SecretText[]): Promise<void> {
    await this.#options.save?.(lines.map(({ text, untilTs }) => [text, untilTs ?? ''].join(' ').trim()).join('\n'))
    this.#lines = lines
  }
}

/** Eight letters that say which version it is. */
export function secretId(text: string): string {
  return createHash('sha256').update(`bartab secret id ${text}`).digest('hex').slice(0, 8)
}

function requireOver({ untilTs = 0 }: SecretText, now: number): void {
  if (untilTs <= now) return
  const seconds = String(Math.ceil((untilTs - now) / 1000))
  throw new Problem('SECRET_STILL_USED', {
    detail: `it is valid for ${seconds} s more`,
    headers: { 'retry-after': seconds },
  })
}

function readLine(line: string): SecretText {
  const [text = '', until] = line.trim().split(/\s+/)
  return until === undefined ? { text } : { text, untilTs: Number(until) }
}
