import type { Context } from './context.ts'
import type { Input } from './input.ts'

export interface VerbArgument {
  /** As commander writes it: `<service>`, `[service...]`. */
  name: string
  help: string
  choices?: readonly string[]
}

export interface VerbOption {
  /** As commander writes it: `--port <number>`, `-f, --follow`. */
  flags: string
  help: string
  choices?: readonly string[]
}

export interface VerbExample {
  command: string
  does: string
}

export interface VerbModule {
  /** Returns the exit code; nothing means 0. Failures are thrown as `CliFailure`. */
  run(context: Context, input: Input): Promise<number | undefined>
}

/**
 * A verb as data. Help, completion and the reference are made from it alone, so it imports nothing heavy; the work is
 * behind `load`.
 */
export interface Verb {
  /** One word, or two for a verb of a group: `up`, `bot add`. */
  name: string
  summary: string
  examples: readonly VerbExample[]
  arguments?: readonly VerbArgument[]
  options?: readonly VerbOption[]
  /** It changes something, and so takes `--dry-run` and `--lock-wait`. */
  changes: boolean
  load(): Promise<VerbModule>
}
