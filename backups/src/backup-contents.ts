import type { ManifestFile, ObjectNote } from './manifest.ts'
import type { ObjectWriter } from './object-writer.ts'
import { folderOf } from './repository.ts'
import type { FileDigest, StoredFile } from './stored-file.ts'

/** What a backup in the making holds so far: its files, and the objects of the repository in which they are. */
export class BackupContents {
  readonly #files = new Map<string, ManifestFile>()
  readonly #objects = new Map<string, ObjectNote>()
  readonly #warnings = new Set<string>()
  readonly #writer: ObjectWriter
  readonly #folder: string
  readonly #suffix: string

  /**
   * @param name of the backup
   * @param suffix of the names of objects as they are sealed
   */
  constructor(name: string, suffix: string, writer: ObjectWriter) {
    this.#folder = folderOf(name)
    this.#suffix = suffix
    this.#writer = writer
  }

  /** In the order of their paths. */
  get files(): ManifestFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  get objects(): ObjectNote[] {
    return [...this.#objects.values()]
  }

  get warnings(): string[] {
    return [...this.#warnings].sort()
  }

  has(path: string): boolean {
    return this.#files.has(path)
  }

  /** Writes a file as an object of this backup alone. Its path begins with the service. */
  async keep(path: string, { content, size }: Omit<StoredFile, 'path'>): Promise<FileDigest> {
    const { stored, digest } = await this.#writer.write(`${this.#folder}${path}${this.#suffix}`, content, size)
    this.note(path, digest, stored)
    return digest
  }

  /** A file that is in an object of the repository. */
  note(path: string, { size, sha256 }: FileDigest, stored: ObjectNote): void {
    this.#files.set(path, { path, size, sha256, object: stored.name })
    this.noteObject(stored)
  }

  /** An object that the backup needs besides its files. */
  noteObject(stored: ObjectNote): void {
    this.#objects.set(stored.name, stored)
  }

  warn(what: string): void {
    this.#warnings.add(what)
  }
}
