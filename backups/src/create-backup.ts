import { Readable } from 'node:stream'
import { BackupContents } from './backup-contents.ts'
import { BackupFault } from './backup-fault.ts'
import { type BackupSource, type DatabaseCopy, type DataService, dataServices } from './backup-source.ts'
import { BlobKeeper, pathOf } from './blob-keeper.ts'
import { copyQueries, type LogRow, type NamedBlob } from './copy-queries.ts'
import type { BackupIndex, BackupManifest } from './manifest.ts'
import { ObjectWriter } from './object-writer.ts'
import { type CopyProgress, ProgressEstimate } from './progress-estimate.ts'
import { folderOf, type Repository, type SharedFiles } from './repository.ts'
import { requireRoom } from './require-room.ts'
import type { Seal } from './seals/seal.ts'
import type { FileDigest } from './stored-file.ts'

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

export interface CreatedBackup {
  index: BackupIndex
  manifest: BackupManifest
}

/**
 * Takes one consistent cut over a running stack: chat's log first, then media, then the accounts, so that nothing
 * which a message names is missing; then the files and the secrets. It is there once it is whole and on disk.
 *
 * @throws {BackupFault} and leaves nothing that looks like a backup.
 */
export async function createBackup(options: CreateBackupOptions): Promise<CreatedBackup> {
  const { repository, clock } = options
  const created_ts = clock()
  await repository.clear()
  const name = await repository.freeName(created_ts)
  try {
    const run = new BackupRun(options, name, await repository.sharedFiles())
    const created = await run.copy(created_ts)
    await repository.publish(created.index)
    return created
  } catch (error) {
    await repository.remove(name).catch(() => undefined)
    throw error
  }
}

class BackupRun {
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
    const migrations: Record<string, number> = {}
    try {
      for (const service of dataServices) {
        this.#estimate.note(`${service}: a copy of the database`)
        copies[service] = await source.snapshot(service)
      }
      const log = await this.#log(copies.chat)
      for (const service of dataServices) {
        migrations[service] = await this.#migrations(service, copies[service])
        await this.#keepDatabase(service, copies[service])
        await this.#keepSecrets(service)
      }
      await this.#keepBlobs(copies.media)
      return await this.#write({ created_ts, log, migrations, keys: requireKeys(this.#contents) })
    } finally {
      for (const service of dataServices) await source.dropSnapshots(service)
    }
  }

  async #log(copy: DatabaseCopy): Promise<BackupManifest['log']> {
    const [row] = await this.#options.source.query<LogRow>('chat', copy.path, copyQueries.log)
    return { epoch: row?.epoch ?? '', head: row?.head ?? 0 }
  }

  async #migrations(service: DataService, copy: DatabaseCopy): Promise<number> {
    const [row] = await this.#options.source.query<{ n: number }>(service, copy.path, copyQueries.migrations)
    return row?.n ?? 0
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

  async #write(cut: Pick<BackupManifest, 'created_ts' | 'log' | 'migrations' | 'keys'>): Promise<CreatedBackup> {
    const { stack, version, seal, repository } = this.#options
    const { files, warnings } = this.#contents
    const manifest = { schema: 2, ...cut, stack, version, warnings, files } as const
    const lock = seal.isLocked ? await repository.lockedKeyNote() : undefined
    if (lock !== undefined) this.#contents.noteObject(lock)
    const name = `${folderOf(this.#name)}manifest.json${seal.suffix}`
    const text = Readable.from([Buffer.from(JSON.stringify(manifest))])
    const { stored } = await this.#writer.write(name, text)
    this.#contents.noteObject(stored)
    const index: BackupIndex = {
      schema: 2,
      name: this.#name,
      stack,
      version,
      created_ts: cut.created_ts,
      sealed: seal.kind,
      log: cut.log,
      migrations: cut.migrations,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      written: this.#writer.written,
      manifest: name,
      objects: this.#contents.objects,
    }
    return { index, manifest }
  }
}

/** @throws {BackupFault} NO_KEYS */
function requireKeys({ files }: BackupContents): string[] {
  const keys = files.map(({ path }) => path).filter((path) => /^[a-z]+\/secrets\//.test(path))
  const lacking = ['auth/secrets/signing-keys.key', 'auth/secrets/pepper'].filter(
    (needed) => !keys.some((key) => key.startsWith(needed)),
  )
  if (lacking.length === 0) return keys
  throw new BackupFault('NO_KEYS', 'the keys of the chat are not in its data', [
    `${lacking.join(' and ')} are missing`,
    'without them nothing that was signed or hashed is of use',
  ])
}
