import { type FileHandle, open } from 'node:fs/promises'
import type { OpenBlob } from './blob-store.ts'

/** A blob that is a local file. */
export class OpenFile implements OpenBlob {
  readonly #handle: FileHandle
  readonly size: number

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.size = size
  }

  static async at(path: string): Promise<OpenFile> {
    const handle = await open(path, 'r')
    try {
      return new OpenFile(handle, (await handle.stat()).size)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.read(into, 0, into.byteLength, position)).bytesRead
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}
