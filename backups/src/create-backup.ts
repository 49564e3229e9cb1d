import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BackupFault } from './backup-fault.ts'
import type { BackupPlace } from './backup-place.ts'
import { CopiedDatabase } from './copied-database.ts'
import { type BackupManifest, type ManifestFile, writeManifest } from './manifest.ts'
import { type FileDigest, receiveFile, type StoredFile } from './stored-file.ts'

/** The services that keep data, in the order in which they are copied: what a message names is copied after it. */
export const dataServices = ['chat', 'media', 'auth'] as const
export type DataService = (typeof dataServices)[number]

/** A running stack, as a backup sees it. */
export interface BackupSource {
  /** Copies the service's database as it is at one moment, inside the service's data; answers where, and what it is. */
  snapshot(service: DataService): Promise<FileDigest & { path: string }>
  /** Removes such copies. */
  dropSnapshots(service: DataService): Promise<void>
  /** The files at or below a path of a service's data, one after the other; none where the path is not there. */
  files(service: DataService, path: string): AsyncIterable<StoredFile>
}

export interface CreateBackupOptions {
  source: BackupSource
  place: BackupPlace
  stack: string
  version: string
  clock: () => number
  signal: AbortSignal
  /** Told what is copied now. */
  onProgress?: (note: string) => void
}

export interface CreatedBackup {
  name: string
  folder: string
  manifest: BackupManifest
}

/**
 * Takes one consistent cut over a running stack: chat's log first, then media, then the accounts and the secrets, so
 * that nothing which a message names is missing. It has its name only once it is whole and on disk.
 *
 * @throws {BackupFault} and leaves nothing that looks like a backup.
 */
export async function createBackup(options: CreateBackupOptions): Promise<CreatedBackup> {
  const created_ts = options.clock()
  const { name, folder } = options.place.begin(created_ts)
  try {
    const run = new BackupRun(options, folder)
    const manifest = {
      schema: 1,
      created_ts,
      stack: options.stack,
      version: options.version,
      ...(await run.copy()),
    } as const
    await writeManifest(folder, manifest)
    return { name, folder: await options.place.finish(name), manifest }
  } catch (error) {
    options.place.abandon(name)
    throw error
  }
}

class BackupRun {
  readonly #options: CreateBackupOptions
  readonly #folder: string
  readonly #files = new Map<string, ManifestFile>()
  readonly #warnings: string[] = []

  constructor(options: CreateBackupOptions, folder: string) {
    this.#options = options
    this.#folder = folder
  }

  async copy(): Promise<Pick<BackupManifest, 'log' | 'migrations' | 'warnings' | 'files'>> {
    const migrations: Record<string, number> = {}
    for (const service of dataServices) {
      migrations[service] = await this.#copyDatabase(service)
      if (service === 'media') await this.#copyBlobs()
      await this.#copySecrets(service)
    }
    if (![...this.#files.keys()].some((path) => path.startsWith('auth/secrets/'))) {
      throw new BackupFault(
        'NO_KEYS',
        "auth's secrets are not there",
        'without them nothing that was signed or hashed is of use',
      )
    }
    using chat = new CopiedDatabase(this.#path('chat', 'chat.sqlite'), 'chat')
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    return { log: chat.log(), migrations, warnings: this.#warnings, files }
  }

  async #copyDatabase(service: DataService): Promise<number> {
    this.#options.onProgress?.(`${service}: the database`)
    try {
      const taken = await this.#options.source.snapshot(service)
      const got = await this.#receive(service, taken.path, `${service}.sqlite`)
      if (got?.sha256 !== taken.sha256) {
        const evidence = `${taken.size} bytes were copied inside it, ${got?.size ?? 'none'} arrived`
        throw new BackupFault('COPY_DIFFERS', `the copy of ${service}'s database did not arrive whole`, evidence)
      }
    } finally {
      await this.#options.source.dropSnapshots(service)
    }
    using database = new CopiedDatabase(this.#path(service, `${service}.sqlite`), service)
    return database.migrations()
  }

  async #copySecrets(service: DataService): Promise<void> {
    for await (const file of this.#options.source.files(service, 'secrets')) await this.#keep(service, file)
  }

  /** All blobs in one stream; then one by one what came meanwhile. A blob deleted meanwhile has a newer database say so. */
  async #copyBlobs(): Promise<void> {
    const named = this.#namedBlobs()
    this.#options.onProgress?.('media: files')
    for await (const file of this.#options.source.files('media', 'blobs')) {
      if (named.has(file.path.slice('blobs/'.length))) await this.#keep('media', file)
      else file.content.resume()
    }
    if ((await this.#fetchMissing()).length === 0) return
    await this.#copyDatabase('media')
    const lost = await this.#fetchMissing()
    this.#warnings.push(...lost.map((path) => `media names ${path}, which was not there`))
  }

  #namedBlobs(): ReadonlySet<string> {
    using media = new CopiedDatabase(this.#path('media', 'media.sqlite'), 'media')
    return new Set(media.blobs())
  }

  async #fetchMissing(): Promise<string[]> {
    const lost: string[] = []
    for (const blob of this.#namedBlobs()) {
      const path = `blobs/${blob}`
      if (existsSync(this.#path('media', path))) continue
      if ((await this.#receive('media', path, path)) === undefined) lost.push(path)
    }
    return lost
  }

  async #receive(service: DataService, from: string, to: string): Promise<FileDigest | undefined> {
    for await (const file of this.#options.source.files(service, from))
      return await this.#keep(service, { ...file, path: to })
    return undefined
  }

  async #keep(service: DataService, { path, content }: StoredFile): Promise<FileDigest> {
    this.#options.signal.throwIfAborted()
    const digest = await receiveFile(this.#path(service, path), content)
    this.#files.set(`${service}/${path}`, { path: `${service}/${path}`, ...digest })
    const promised = /^blobs\/.*\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (promised !== undefined && promised !== digest.sha256)
      this.#warnings.push(`${path} of media has other content than its name says`)
    return digest
  }

  #path(service: DataService, path: string): string {
    return join(this.#folder, service, path)
  }
}
