import { StartFailure } from '../start-failure.ts'

/** One mistake in the configuration. */
export interface ConfigFault {
  /** The environment variable. */
  variable: string
  /** What is wrong, with what it got; never the value of a secret. */
  problem: string
  /** What it accepts. */
  accepts: string
}

/** Everything that is wrong with the configuration, at once. Exit code 78. */
export class ConfigError extends StartFailure {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    const count = faults.length === 1 ? 'one mistake' : `${faults.length} mistakes`
    const lines = faults.map((fault) => `  ${fault.variable}: ${fault.problem}; it accepts ${fault.accepts}`)
    super(`The configuration has ${count}:\n${lines.join('\n')}`, 78)
    this.faults = faults
  }
}
