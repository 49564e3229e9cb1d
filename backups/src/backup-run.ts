import { BackupContents } from './backup-contents.ts'
import { BackupFault } from './backup-fault.ts'
import { type BackupSource, type DatabaseCopy, type DataService, dataServices } from './backup-source.ts'
import { BlobKeeper, pathOf } from './blob-keeper.ts'
import { copyQueries, type LogRow, type NamedBlob } from './copy-queries.ts'
import type { BackupManifest } from './manifest.ts'
import { ObjectWriter } from './object-writer.ts'
import { type CopyProgress, ProgressEstimate } from './progress-estimate.ts'
import type { Repository, SharedFiles } from './repository.ts'
import { requireKeys } from './require-keys.ts'
import { requireRoom } from './require-room.ts'
import type { Seal } from './seals/seal.ts'
import type { FileDigest } from './stored-file.ts'
import { type CreatedBackup, type Cut, writeManifest } from './write-manifest.ts'

export interface CreateBackupOptions {
  source: BackupSource
  repository: Repository
  seal: Seal
  stack: string
  version: string
  clock: () => number
  signal: AbortSignal
  /** Told how far it is. */
  onProgress?: (progress: CopyProgress) => void
}

/** One backup on its way from a running stack into a repository. */
export class BackupRun {
  readonly #options: CreateBackupOptions
  readonly #name: string
  readonly #shared: SharedFiles
  readonly #writer: ObjectWriter
  readonly #contents: BackupContents
  readonly #estimate: ProgressEstimate

  constructor(options: CreateBackupOptions, name: string, shared: SharedFiles) {
    this.#options = options
    this.#name = name
    this.#shared = shared
    this.#estimate = new ProgressEstimate(options.clock, options.onProgress)
    this.#writer = new ObjectWriter(options, (bytes) => this.#estimate.add(bytes))
    this.#contents = new BackupContents(name, options.seal.suffix, this.#writer)
  }

  async copy(created_ts: number): Promise<CreatedBackup> {
    const { source, repository } = this.#options
    this.#estimate.expect(await requireRoom(source, repository, this.#shared))
    const copies = {} as Record<DataService, DatabaseCopy>
    try {
      for (const service of dataServices) {
        this.#estimate.note(`${service}: a copy of the database`)
        copies[service] = await source.snapshot(service)
      }
      const [log, migrations] = await Promise.all([this.#log(copies.chat), this.#migrations(copies)])
      for (const service of dataServices) {
        await this.#keepDatabase(service, copies[service])
        await this.#keepSecrets(service)
      }
      await this.#keepBlobs(copies.media)
      return await this.#end({ created_ts, log, migrations, keys: requireKeys(this.#contents) })
    } finally {
      await Promise.all(dataServices.map(async (service) => await source.dropSnapshots(service)))
    }
  }

  async #log(copy: DatabaseCopy): Promise<BackupManifest['log']> {
    const [row] = await this.#options.source.query<LogRow>('chat', copy.path, copyQueries.log)
    return { epoch: row?.epoch ?? '', head: row?.head ?? 0 }
  }

  async #migrations(copies: Record<DataService, DatabaseCopy>): Promise<BackupManifest['migrations']> {
    const counts = dataServices.map(async (service) => {
      const [row] = await this.#options.source.query<{ n: number }>(
        service,
        copies[service].path,
        copyQueries.migrations,
      )
      return [service, row?.n ?? 0] as const
    })
    return Object.fromEntries(await Promise.all(counts))
  }

  async #keepDatabase(service: DataService, copy: DatabaseCopy): Promise<void> {
    this.#estimate.note(`${service}: the database`)
    const path = `${service}.sqlite`
    const got = await this.#fetch(service, copy.path, path)
    if (got?.sha256 === copy.sha256) return
    const evidence = `${copy.size} bytes were copied inside it, ${got?.size ?? 'none'} arrived`
    throw new BackupFault('COPY_DIFFERS', `the copy of ${service}'s database did not arrive whole`, evidence)
  }

  async #keepSecrets(service: DataService): Promise<void> {
    const { source } = this.#options
    for await (const file of source.files(service, 'secrets'))
      await this.#contents.keep(`${service}/${file.path}`, file)
  }

  /** A blob that was deleted meanwhile has a newer database say so. */
  async #keepBlobs(copy: DatabaseCopy): Promise<void> {
    this.#estimate.note('media: the files')
    const blobs = new BlobKeeper({
      ...this.#options,
      ...{ name: this.#name, shared: this.#shared, writer: this.#writer, contents: this.#contents },
    })
    if ((await blobs.keep(await this.#namedBlobs(copy))).length === 0) return
    const later = await this.#options.source.snapshot('media')
    await this.#keepDatabase('media', later)
    const lost = await blobs.keep(await this.#namedBlobs(later))
    for (const blob of lost) this.#contents.warn(`media names ${pathOf(blob)}, which was not there`)
  }

  async #namedBlobs(copy: DatabaseCopy): Promise<NamedBlob[]> {
    return await this.#options.source.query<NamedBlob>('media', copy.path, copyQueries.blobs)
  }

  async #fetch(service: DataService, from: string, to: string): Promise<FileDigest | undefined> {
    for await (const file of this.#options.source.files(service, from))
      return await this.#contents.keep(`${service}/${to}`, file)
    return undefined
  }

  async #end(cut: Cut): Promise<CreatedBackup> {
    const [name, writer, contents] = [this.#name, this.#writer, this.#contents]
    return await writeManifest({ ...this.#options, name, writer, contents }, cut)
  }
}
