/** Cuts a text that comes in pieces, however these fall, into lines. Only `\n` ends a line: JSON may hold other separators. */
export class LineSplitter {
  readonly #decoder = new TextDecoder()
  #rest = ''

  /** The lines that end in this piece. */
  split(piece: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.decode(piece, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }

  /** What came after the last end of a line; empty where nothing did. */
  get rest(): string {
    return this.#rest
  }
}
