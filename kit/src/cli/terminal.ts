import type { Readable, Writable } from 'node:stream'
import { type Paint, plainPaint, vividPaint } from './paint.ts'

export interface TerminalOptions {
  /** Where data goes: what a script would read. */
  stdout: Writable & { isTTY?: boolean }
  /** Where progress and messages go. */
  stderr: Writable & { isTTY?: boolean; columns?: number }
  stdin: Readable & { isTTY?: boolean }
  env: NodeJS.ProcessEnv
  /** Print data as JSON, and failures as well. Default false. */
  json?: boolean
  /** Never ask: fail with the flag that would have answered. Default false. */
  noInput?: boolean
}

/** What a command may do with the terminal that it runs in: data out, messages, colour, animation, questions. */
export class Terminal {
  readonly json: boolean
  /** Rows may be redrawn in place. */
  readonly animated: boolean
  /** A person can be asked. */
  readonly asks: boolean
  readonly paint: Paint
  readonly #options: TerminalOptions

  constructor(options: TerminalOptions) {
    const { stderr, stdin, env } = options
    const dumb = env['TERM'] === 'dumb'
    this.#options = options
    this.json = options.json ?? false
    this.animated = stderr.isTTY === true && !dumb && !this.json && env['CI'] === undefined
    this.asks = stdin.isTTY === true && stderr.isTTY === true && !options.noInput && !this.json
    this.paint = stderr.isTTY === true && !dumb && !env['NO_COLOR'] && !this.json ? vividPaint : plainPaint
  }

  get stdin(): Readable {
    return this.#options.stdin
  }

  get stdout(): TerminalOptions['stdout'] {
    return this.#options.stdout
  }

  get stderr(): Writable {
    return this.#options.stderr
  }

  get columns(): number {
    return this.#options.stderr.columns || 80
  }

  /** One line of data, on stdout. */
  print(line: string): void {
    this.#options.stdout.write(`${line}\n`)
  }

  /** One line of progress or advice, on stderr. Silent with `--json`, where stderr is kept for failures. */
  say(line: string): void {
    if (!this.json) this.#options.stderr.write(`${line}\n`)
  }

  /**
   * A command's result: as one JSON document with `--json`, else as the lines given. The document names the version of
   * its form, which grows only when a script that reads it could break.
   */
  result<Document extends { schema: number }>(document: Document, lines: readonly string[]): void {
    if (this.json) this.#options.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    else for (const line of lines) this.print(line)
  }
}
