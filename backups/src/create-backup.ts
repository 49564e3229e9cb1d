import { Readable } from 'node:stream'
import { BackupFault } from './backup-fault.ts'
import { copyQueries, type LogRow, type NamedBlob } from './copy-queries.ts'
import type { BackupIndex, BackupManifest, ManifestFile, ObjectNote } from './manifest.ts'
import { ObjectWriter } from './object-writer.ts'
import { type CopyProgress, ProgressEstimate } from './progress-estimate.ts'
import { folderOf, type Repository, replacementName, type SharedFiles } from './repository.ts'
import type { Seal } from './seals/seal.ts'
import type { FileDigest, StoredFile } from './stored-file.ts'

/** The services that keep data, in the order in which they are cut: what a message names is cut after it. */
export const dataServices = ['chat', 'media', 'auth'] as const
export type DataService = (typeof dataServices)[number]

/** A copy of a service's database inside its own data, as it was at one moment. */
export type DatabaseCopy = FileDigest & { path: string }

/** A running stack, as a backup sees it. */
export interface BackupSource {
  /** What there is to copy, in bytes: the database, and the files beside it. */
  measure(service: DataService): Promise<{ database: number; files: number }>
  snapshot(service: DataService): Promise<DatabaseCopy>
  /** Asks such a copy. */
  query<Row>(service: DataService, copy: string, sql: string): Promise<Row[]>
  /** Removes the copies. */
  dropSnapshots(service: DataService): Promise<void>
  /** The files at or below a path of a service's data, one after the other; none where the path is not there. */
  files(service: DataService, path: string): AsyncIterable<StoredFile>
}

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

/** A blob is fetched by itself where few are new; where many are, all are read in one stream. */
const fewBlobs = 64

class BackupRun {
  readonly #options: CreateBackupOptions
  readonly #name: string
  readonly #shared: SharedFiles
  readonly #writer: ObjectWriter
  readonly #estimate: ProgressEstimate
  readonly #files = new Map<string, ManifestFile>()
  readonly #objects = new Map<string, ObjectNote>()
  readonly #warnings = new Set<string>()

  constructor(options: CreateBackupOptions, name: string, shared: SharedFiles) {
    this.#options = options
    this.#name = name
    this.#shared = shared
    this.#estimate = new ProgressEstimate(options.clock, options.onProgress)
    this.#writer = new ObjectWriter(options, (bytes) => this.#estimate.add(bytes))
  }

  async copy(created_ts: number): Promise<CreatedBackup> {
    await this.#requireRoom()
    const copies = {} as Record<DataService, DatabaseCopy>
    const migrations: Record<string, number> = {}
    try {
      for (const service of dataServices) {
        this.#estimate.note(`${service}: a copy of the database`)
        copies[service] = await this.#options.source.snapshot(service)
      }
      const log = await this.#log(copies.chat)
      for (const service of dataServices) {
        migrations[service] = await this.#migrations(service, copies[service])
        await this.#keepDatabase(service, copies[service])
        await this.#keepSecrets(service)
      }
      await this.#keepBlobs(copies.media)
      return await this.#write({ created_ts, log, migrations, keys: this.#requireKeys() })
    } finally {
      for (const service of dataServices) await this.#options.source.dropSnapshots(service)
    }
  }

  /** The repository must hold the databases and what it does not know of the files. */
  async #requireRoom(): Promise<void> {
    const { source, repository } = this.#options
    const sizes = await Promise.all(dataServices.map(async (service) => await source.measure(service)))
    const sum = (of: 'database' | 'files') => sizes.reduce((bytes, size) => bytes + size[of], 0)
    const stored = [...this.#shared.held.values()].reduce((bytes, { size }) => bytes + size, 0)
    const needed = sum('database') + Math.max(0, sum('files') - stored)
    this.#estimate.expect(needed)
    const room = await repository.store.room()
    if (room === undefined || room >= needed) return
    throw new BackupFault(
      'DISK_FULL',
      `${repository.store.where} has too little room for this backup`,
      `${megabytes(needed)} MB are needed, ${megabytes(room)} MB are left; nothing was written`,
      'make room there: bartab backup prune',
    )
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
    for await (const file of this.#options.source.files(service, 'secrets')) await this.#keepOwn(service, file)
  }

  /** What is in the repository stays there; the rest is fetched. A blob deleted meanwhile has a newer database say so. */
  async #keepBlobs(copy: DatabaseCopy): Promise<void> {
    this.#estimate.note('media: the files')
    const named = await this.#namedBlobs(copy)
    const missing = named.filter((blob) => !this.#reuse(blob))
    if (missing.length > fewBlobs) await this.#keepStream(new Map(missing.map((blob) => [pathOf(blob), blob])))
    if ((await this.#fetchBlobs(missing)).length === 0) return
    const later = await this.#options.source.snapshot('media')
    await this.#keepDatabase('media', later)
    const lost = await this.#fetchBlobs((await this.#namedBlobs(later)).filter((blob) => !this.#reuse(blob)))
    for (const blob of lost) this.#warnings.add(`media names ${pathOf(blob)}, which was not there`)
  }

  async #namedBlobs(copy: DatabaseCopy): Promise<NamedBlob[]> {
    return await this.#options.source.query<NamedBlob>('media', copy.path, copyQueries.blobs)
  }

  async #keepStream(wanted: ReadonlyMap<string, NamedBlob>): Promise<void> {
    for await (const file of this.#options.source.files('media', 'blobs')) {
      const blob = wanted.get(file.path)
      if (blob === undefined || this.#reuse(blob)) skip(file)
      else await this.#keepBlob(blob, file)
    }
  }

  /** Those that were not there. */
  async #fetchBlobs(blobs: readonly NamedBlob[]): Promise<NamedBlob[]> {
    const lost: NamedBlob[] = []
    for (const blob of blobs) {
      if (this.#files.has(`media/${pathOf(blob)}`) || this.#reuse(blob)) continue
      if (!(await this.#fetchBlob(blob))) lost.push(blob)
    }
    return lost
  }

  async #fetchBlob(blob: NamedBlob): Promise<boolean> {
    for await (const file of this.#options.source.files('media', pathOf(blob))) {
      await this.#keepBlob(blob, file)
      return true
    }
    return false
  }

  async #keepBlob(blob: NamedBlob, { content, size }: StoredFile): Promise<void> {
    const name = this.#objectOf(blob)
    const object = this.#shared.lost.has(name) ? replacementName(name, this.#name) : name
    const { stored, digest } = await this.#writer.write(object, content, size)
    if (digest.sha256 === blob.sha256) {
      this.#shared.held.set(name, stored)
      return this.#note(`media/${pathOf(blob)}`, digest, stored)
    }
    await this.#options.repository.store.remove(object)
    this.#warnings.add(`${pathOf(blob)} of media has other content than its name says`)
    for await (const file of this.#options.source.files('media', pathOf(blob))) await this.#keepOwn('media', file)
  }

  /** Whether the repository, or this very run, holds the blob already; if so it is noted. */
  #reuse(blob: NamedBlob): boolean {
    const stored = this.#shared.held.get(this.#objectOf(blob))
    if (stored === undefined) return false
    this.#note(`media/${pathOf(blob)}`, blob, stored)
    return true
  }

  #objectOf({ sha256 }: NamedBlob): string {
    const { seal } = this.#options
    const name = seal.nameOf(sha256)
    return `blobs/${name.slice(0, 2)}/${name}${seal.suffix}`
  }

  async #fetch(service: DataService, from: string, to: string): Promise<FileDigest | undefined> {
    for await (const file of this.#options.source.files(service, from))
      return await this.#keepOwn(service, { ...file, path: to })
    return undefined
  }

  /** Keeps a file among the backup's own objects. */
  async #keepOwn(service: DataService, { path, content, size }: StoredFile): Promise<FileDigest> {
    const name = `${folderOf(this.#name)}${service}/${path}${this.#options.seal.suffix}`
    const { stored, digest } = await this.#writer.write(name, content, size)
    this.#note(`${service}/${path}`, digest, stored)
    return digest
  }

  #note(path: string, { size, sha256 }: FileDigest, stored: ObjectNote): void {
    this.#files.set(path, { path, size, sha256, object: stored.name })
    this.#objects.set(stored.name, stored)
  }

  #requireKeys(): string[] {
    const keys = [...this.#files.keys()].filter((path) => /^[a-z]+\/secrets\//.test(path)).sort()
    const lacking = ['auth/secrets/signing-keys.key', 'auth/secrets/pepper'].filter(
      (needed) => !keys.some((key) => key.startsWith(needed)),
    )
    if (lacking.length === 0) return keys
    throw new BackupFault('NO_KEYS', 'the keys of the chat are not in its data', [
      `${lacking.join(' and ')} are missing`,
      'without them nothing that was signed or hashed is of use',
    ])
  }

  async #write(cut: Pick<BackupManifest, 'created_ts' | 'log' | 'migrations' | 'keys'>): Promise<CreatedBackup> {
    const { stack, version, seal } = this.#options
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    const manifest = { schema: 2, ...cut, stack, version, warnings: [...this.#warnings].sort(), files } as const
    const lock = seal.isLocked ? await this.#options.repository.lockedKeyNote() : undefined
    if (lock !== undefined) this.#objects.set(lock.name, lock)
    const name = `${folderOf(this.#name)}manifest.json${seal.suffix}`
    const text = Buffer.from(JSON.stringify(manifest))
    const { stored } = await this.#writer.write(name, Readable.from([text]), text.length)
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
      objects: [...new Map([...this.#objects, [name, stored]]).values()],
    }
    return { index, manifest }
  }
}

function skip({ skip: letGo, content }: StoredFile): void {
  if (letGo === undefined) content.resume()
  else letGo()
}

const pathOf = ({ blob_class, sha256 }: NamedBlob): string => `blobs/${blob_class}/${sha256.slice(0, 2)}/${sha256}`
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
