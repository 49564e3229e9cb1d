import { type Readable, Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { BackupFault } from './backup-fault.ts'
import type { DataService } from './backup-source.ts'
import { type BackupIndex, type BackupManifest, type ManifestFile, type ObjectNote, parseManifest } from './manifest.ts'
import type { Repository } from './repository.ts'
import type { SealOpener } from './seals/seal.ts'
import { digestOf, type FileDigest, type StoredFile, Tally } from './stored-file.ts'

/** What a stack can be made of. */
export interface RestorableBackup {
  readonly name: string
  readonly manifest: BackupManifest
  filesOf(service: DataService): ManifestFile[]
  read(file: ManifestFile): Promise<Readable>
  stored(file: ManifestFile): Promise<StoredFile>
}

/** A backup with its key: every byte that is read of it is compared with what was written. */
export class OpenBackup implements RestorableBackup {
  readonly index: BackupIndex
  readonly manifest: BackupManifest
  readonly #repository: Repository
  readonly #opener: SealOpener

  private constructor(repository: Repository, index: BackupIndex, opener: SealOpener, manifest: BackupManifest) {
    this.#repository = repository
    this.index = index
    this.#opener = opener
    this.manifest = manifest
  }

  /** @throws {BackupFault} WRONG_KEY, FILE_DAMAGED, BACKUP_NEWER */
  static async open(repository: Repository, index: BackupIndex, opener: SealOpener): Promise<OpenBackup> {
    const note = noteOf(index, index.manifest)
    const content = checked(await repository.store.read(index.manifest), note, index.manifest)
    const opened = await opener.open(content).catch(async (error: unknown) => {
      throw await damageOf(repository, note, index.manifest, error)
    })
    const manifest = parseManifest(await text(opened), index.name)
    return new OpenBackup(repository, index, opener, manifest)
  }

  get name(): string {
    return this.index.name
  }

  /** The files of a service, as they lie in its data. */
  filesOf(service: DataService): ManifestFile[] {
    return this.manifest.files.filter(({ path }) => path.startsWith(`${service}/`))
  }

  /** A file as it was. The stream ends in an error when one byte is another. */
  async read(file: ManifestFile): Promise<Readable> {
    const note = noteOf(this.index, file.object)
    const content = checked(await this.#repository.store.read(file.object), note, file.path)
    try {
      return checked(await this.#opener.open(content), file, file.path)
    } catch (error) {
      throw await damageOf(this.#repository, note, file.path, named(error, file.path))
    }
  }

  /** The same, on the way into a service's data. */
  async stored(file: ManifestFile): Promise<StoredFile> {
    const path = file.path.slice(file.path.indexOf('/') + 1)
    return { path, size: file.size, mode: 0o600, content: await this.read(file) }
  }
}

function noteOf({ objects, name }: BackupIndex, object: string): ObjectNote {
  const note = objects.find((known) => known.name === object)
  if (note !== undefined) return note
  throw new BackupFault('FILE_DAMAGED', `${name} does not know ${object}`, 'its index does not list it')
}

/** Passes a stream on, and fails at its end when it was not what was written. */
function checked(content: Readable, expected: FileDigest, path: string): Readable {
  const tally = new Tally()
  const judge = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      const { size, sha256 } = tally.result()
      done(size === expected.size && sha256 === expected.sha256 ? null : damaged(path, expected, { size, sha256 }))
    },
  })
  pipeline(content, tally, judge).catch((error: unknown) => judge.destroy(named(error, path)))
  return judge
}

/** What no key opens may have been changed where it names its keys: then it is not the key that is wrong. */
async function damageOf({ store }: Repository, note: ObjectNote, path: string, error: unknown): Promise<unknown> {
  const found = await digestOf(await store.read(note.name))
  return found.sha256 === note.sha256 ? error : damaged(path, note, found)
}

const damaged = (path: string, expected: FileDigest, found: FileDigest): BackupFault =>
  new BackupFault('FILE_DAMAGED', `${path} of the backup is not what was written`, [
    `${found.size} bytes, SHA-256 ${found.sha256}`,
    `${expected.size} bytes, SHA-256 ${expected.sha256} were written`,
  ])

/** Age notices a changed byte before the whole is read. */
const named = (error: unknown, path: string): Error =>
  error instanceof BackupFault
    ? error
    : new BackupFault('FILE_DAMAGED', `${path} of the backup cannot be read`, (error as Error).message)
