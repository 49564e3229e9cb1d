import { finished } from 'node:stream/promises'
import type { BackupContents } from './backup-contents.ts'
import type { BackupSource } from './backup-source.ts'
import type { NamedBlob } from './copy-queries.ts'
import { FewAtOnce } from './few-at-once.ts'
import type { ObjectWriter } from './object-writer.ts'
import { type Repository, replacementName, type SharedFiles } from './repository.ts'
import type { Seal } from './seals/seal.ts'
import type { StoredFile } from './stored-file.ts'

export interface BlobKeeperOptions {
  source: Pick<BackupSource, 'files'>
  repository: Repository
  seal: Seal
  /** Of the backup in the making. */
  name: string
  /** What the repository holds; what is written is added to it. */
  shared: SharedFiles
  writer: ObjectWriter
  contents: BackupContents
}

/** A blob is fetched by itself where few are new; where many are, all are read in one stream. */
const fewBlobs = 64
/** While one file is forced onto the disk, the next is read and sealed. */
const writtenAtOnce = 2

/** Brings the files of media into a backup: what is in the repository stays there, and the rest is fetched. */
export class BlobKeeper {
  readonly #options: BlobKeeperOptions

  constructor(options: BlobKeeperOptions) {
    this.#options = options
  }

  /** @returns those that were not there. */
  async keep(named: readonly NamedBlob[]): Promise<NamedBlob[]> {
    const missing = named.filter((blob) => !this.#reuse(blob))
    if (missing.length > fewBlobs) await this.#keepStream(new Map(missing.map((blob) => [pathOf(blob), blob])))
    const lost: NamedBlob[] = []
    for (const blob of missing) {
      if (this.#options.contents.has(`media/${pathOf(blob)}`) || this.#reuse(blob)) continue
      if (!(await this.#fetch(blob))) lost.push(blob)
    }
    return lost
  }

  async #keepStream(wanted: ReadonlyMap<string, NamedBlob>): Promise<void> {
    const writing = new FewAtOnce(writtenAtOnce)
    try {
      for await (const file of this.#options.source.files('media', 'blobs')) {
        const blob = wanted.get(file.path)
        if (blob !== undefined) await writing.ended(blob.sha256)
        if (blob === undefined || this.#reuse(blob)) skip(file)
        else await this.#beginBlob(writing, blob, file)
      }
    } finally {
      await writing.end()
    }
  }

  /** The stream goes on once this file is read, while it is still being sealed and brought onto the disk. */
  async #beginBlob(writing: FewAtOnce, blob: NamedBlob, file: StoredFile): Promise<void> {
    await writing.begin(blob.sha256, async () => await this.#keepBlob(blob, file))
    await finished(file.content).catch(() => undefined)
  }

  async #fetch(blob: NamedBlob): Promise<boolean> {
    for await (const file of this.#options.source.files('media', pathOf(blob))) {
      await this.#keepBlob(blob, file)
      return true
    }
    return false
  }

  async #keepBlob(blob: NamedBlob, { content, size }: StoredFile): Promise<void> {
    const { shared, writer, contents, repository, source } = this.#options
    const name = this.#objectOf(blob)
    const object = shared.lost.has(name) ? replacementName(name, this.#options.name) : name
    const { stored, digest } = await writer.write(object, content, size)
    if (digest.sha256 === blob.sha256) {
      shared.held.set(name, stored)
      return contents.note(`media/${pathOf(blob)}`, digest, stored)
    }
    await repository.store.remove(object)
    contents.warn(`${pathOf(blob)} of media has other content than its name says`)
    for await (const file of source.files('media', pathOf(blob))) await contents.keep(`media/${file.path}`, file)
  }

  /** Whether the repository, or this very run, holds the blob already; if so it is noted. */
  #reuse(blob: NamedBlob): boolean {
    const stored = this.#options.shared.held.get(this.#objectOf(blob))
    if (stored === undefined) return false
    this.#options.contents.note(`media/${pathOf(blob)}`, blob, stored)
    return true
  }

  #objectOf({ sha256 }: NamedBlob): string {
    const { seal } = this.#options
    const name = seal.nameOf(sha256)
    return `blobs/${name.slice(0, 2)}/${name}${seal.suffix}`
  }
}

function skip({ skip: letGo, content }: StoredFile): void {
  if (letGo === undefined) content.resume()
  else letGo()
}

/** Where a blob lies in media's data. */
export const pathOf = ({ blob_class, sha256 }: NamedBlob): string =>
  `blobs/${blob_class}/${sha256.slice(0, 2)}/${sha256}`
