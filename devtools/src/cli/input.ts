import { CliFailure, exitCodes } from '@bartab/kit/cli'

/** The arguments and options of one call, read by name. Option names are as commander makes them: `lockWait`. */
export class Input {
  readonly #args: readonly unknown[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(args: readonly unknown[], options: Readonly<Record<string, unknown>>) {
    this.#args = args
    this.#options = options
  }

  /** The argument at a position: absent where it was optional and not given. */
  argument(position: number): string | undefined {
    const value = this.#args[position]
    return typeof value === 'string' ? value : undefined
  }

  /** The words of a `[name...]` argument. */
  words(position: number): string[] {
    const value = this.#args[position]
    return Array.isArray(value) ? value.map(String) : []
  }

  text(option: string): string | undefined {
    const value = this.#options[option]
    return typeof value === 'string' ? value : undefined
  }

  /** The values of an option that may be given several times: `--room <id...>`. */
  list(option: string): string[] {
    const value = this.#options[option]
    return Array.isArray(value) ? value.map(String) : []
  }

  flag(option: string): boolean {
    return this.#options[option] === true
  }

  /** @throws {CliFailure} USAGE when the value is not an integer within the bounds. */
  integer(option: string, bounds: { min: number; max: number }): number | undefined {
    const text = this.text(option)
    if (text === undefined) return undefined
    const value = Number(text)
    if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value
    throw new CliFailure('USAGE', `--${option} does not accept "${text}"`, {
      evidence: [`it takes a whole number from ${bounds.min} to ${bounds.max}`],
      exitCode: exitCodes.usage,
    })
  }
}
