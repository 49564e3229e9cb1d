import type { FileHandle } from 'node:fs/promises'

/** So much text is written at once, in characters. */
const pieceLength = 1 << 18

/** A file that is written line by line, and reaches the disk when it is closed. */
export class LineFile implements AsyncDisposable {
  readonly #file: FileHandle
  #text = ''
  count = 0

  constructor(file: FileHandle) {
    this.#file = file
  }

  async add(line: string): Promise<void> {
    this.#text += `${line}\n`
    this.count += 1
    if (this.#text.length >= pieceLength) await this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    await this.#file.sync()
    await this.#file.close()
  }

  /** Lets go of it where it was not closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  async #flush(): Promise<void> {
    const text = this.#text
    this.#text = ''
    await this.#file.appendFile(text)
  }
}
