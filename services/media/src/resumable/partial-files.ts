import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { IncomingFile } from '../blobs/incoming.ts'
import { refuseWhenFull } from '../blobs/storage-full.ts'
import { countGarbage } from '../blobs/swept-garbage.ts'

const namePattern = /^[0-9A-HJKMNP-TV-Z]{26}$/
const batchBytes = 1 << 20

/** The beginnings of files whose upload may be resumed, one file each, named by the upload. */
export class PartialFiles {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** @param known the uploads that are under way; whatever else lies there is swept. */
  static async open(folder: string, known: readonly string[]): Promise<PartialFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const kept = new Set(known)
    for (const name of await readdir(folder)) if (!kept.has(name)) await rm(join(folder, name), { force: true })
    return new PartialFiles(folder)
  }

  async create(uploadId: string): Promise<void> {
    await refuseWhenFull(async () => await (await open(this.#path(uploadId), 'wx', 0o600)).close())
  }

  /** Bytes on disk, or `undefined` where there is no such file. */
  async size(uploadId: string): Promise<number | undefined> {
    const found = await stat(this.#path(uploadId)).catch(() => undefined)
    return found?.size
  }

  /**
   * Writes what arrives from `offset` on, and answers where it ends. What had arrived before the connection was cut is
   * kept, and on disk when this settles, whichever way.
   */
  async append(uploadId: string, offset: number, body: Readable): Promise<number> {
    await using handle = await refuseWhenFull(() => open(this.#path(uploadId), 'r+'))
    let at = offset
    let batch: Uint8Array[] = []
    let waiting = 0
    const flush = async () => {
      if (waiting === 0) return
      const bytes = batch.length === 1 && batch[0] !== undefined ? batch[0] : Buffer.concat(batch, waiting)
      ;[batch, waiting] = [[], 0]
      for (let done = 0; done < bytes.length; ) {
        const rest = bytes.subarray(done)
        const { bytesWritten } = await refuseWhenFull(() => handle.write(rest, 0, rest.length, at))
        done += bytesWritten
        at += bytesWritten
        countGarbage(bytesWritten)
      }
    }
    try {
      for await (const chunk of body) {
        batch.push(chunk as Uint8Array)
        waiting += (chunk as Uint8Array).byteLength
        if (waiting >= batchBytes) await flush()
      }
    } finally {
      await flush()
      await handle.datasync()
    }
    return at
  }

  /** The whole file, to be taken over or thrown away. */
  finished(uploadId: string): IncomingFile {
    return new IncomingFile(this.#path(uploadId))
  }

  async remove(uploadId: string): Promise<void> {
    await rm(this.#path(uploadId), { force: true })
  }

  #path(uploadId: string): string {
    if (!namePattern.test(uploadId)) throw new TypeError('not the name of an upload')
    return join(this.#folder, uploadId)
  }
}
