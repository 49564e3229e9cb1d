/** Where log lines go. */
export interface LogStream {
  write(line: string): void
}

/**
 * Log lines in the order they were logged: those of one turn of the event loop leave in one write, and those that are
 * left leave when the process exits. (Pino's own asynchronous stream may write the last ones in another order.)
 */
export class LogLines implements LogStream {
  readonly #out: Pick<NodeJS.WritableStream, 'write'>
  #lines = ''

  constructor(out: Pick<NodeJS.WritableStream, 'write'>) {
    this.#out = out
  }

  write(line: string): void {
    if (this.#lines === '') setImmediate(() => this.flush())
    this.#lines += line
  }

  flush(): void {
    const lines = this.#lines
    this.#lines = ''
    if (lines !== '') this.#out.write(lines)
  }
}

let stdout: LogLines | undefined

/** Standard output, shared by all servers of the process. A reader that is gone is no reason to stop serving. */
export function stdoutLines(): LogLines {
  if (stdout === undefined) {
    const lines = new LogLines(process.stdout)
    process.stdout.on('error', () => {})
    process.on('exit', () => lines.flush())
    stdout = lines
  }
  return stdout
}
