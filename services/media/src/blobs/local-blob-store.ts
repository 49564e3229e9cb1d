import { access, mkdir, open, opendir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobKey, BlobStore, LocalFile, OpenBlob } from './blob-store.ts'
import { OpenFile } from './open-file.ts'
import { refuseWhenFull } from './storage-full.ts'

const classPattern = /^[a-z]+(-[0-9A-Z]{26})?$/
const hashPattern = /^[0-9a-f]{64}$/

/** How long the room of a replaced file stays taken, in milliseconds: until its upload was answered. */
const freeAfterMs = 1_000

/**
 * Blobs as files: `ROOT/CLASS/ab/SHA256`, where `ab` are the first two digits of the hash.
 * The folder that files are adopted from must lie on the same file system.
 */
export class LocalBlobStore implements BlobStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  /**
   * A file already there is replaced by the same content, in the same steps, so that neither the answer nor its time
   * tells that it was there. Its room on the disk is freed when nobody waits any more.
   */
  async adopt(key: BlobKey, file: string): Promise<void> {
    const target = this.#path(key)
    await refuseWhenFull(async () => {
      await sync(file)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const replaced = await unlessMissing(() => open(target, 'r'))
      setTimeout(() => void replaced?.close(), freeAfterMs)
      await rename(file, target)
      for (const folder of [dirname(target), dirname(dirname(target)), this.#root]) await sync(folder)
    })
  }

  async open(key: BlobKey): Promise<OpenBlob | undefined> {
    return unlessMissing(async () => OpenFile.at(this.#path(key)))
  }

  async localFile(key: BlobKey): Promise<LocalFile | undefined> {
    const path = this.#path(key)
    return unlessMissing(async () => {
      await access(path)
      return { path, [Symbol.asyncDispose]: async () => undefined }
    })
  }

  async remove(key: BlobKey): Promise<void> {
    await rm(this.#path(key), { force: true })
  }

  async *list(): AsyncIterable<BlobKey> {
    for await (const accessClass of namesIn(this.#root, classPattern)) {
      for await (const fan of namesIn(join(this.#root, accessClass), /^[0-9a-f]{2}$/)) {
        for await (const sha256 of namesIn(join(this.#root, accessClass, fan), hashPattern))
          yield { accessClass, sha256 }
      }
    }
  }

  #path({ accessClass, sha256 }: BlobKey): string {
    if (!classPattern.test(accessClass) || !hashPattern.test(sha256)) throw new TypeError('not a blob key')
    return join(this.#root, accessClass, sha256.slice(0, 2), sha256)
  }
}

async function* namesIn(folder: string, pattern: RegExp): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(folder)) if (pattern.test(entry.name)) yield entry.name
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
